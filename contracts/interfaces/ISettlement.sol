// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Role } from "../types/Bonds.sol";
import { Claim } from "../types/Claim.sol";
import { KeyRange, Seal } from "../types/Facts.sol";
import { IErrors } from "./IErrors.sol";
import { IEvents } from "./IEvents.sol";

/// Walras on L1: money, inbox, facts and claims. No owner, no pause, no upgrade. PROTOCOL.md §6 is the specification.
///
/// Hazards:
/// - An account's money is only ever paid to its owner, fixed at registration. A lost owner key loses the account.
/// - A deposit credits whichever account it names, listed or not by the payer's intent; it cannot be taken back on L1.
/// - Tokens that rebase, or that take more than was sent when they are paid out, are unsupported: they leave the escrow short.
/// - An asset whose token blocks an owner pays that owner nothing until it stops; no other account is touched.
/// - A claim's author answers with a bond for states that L1 has not checked. Build only on claims that you replayed.
/// - Facts are final at once on L1, but L1 itself may reorganise.
/// - After a freeze nothing is queued any more, and once the exit root is fixed `withdraw` pays nothing: the leaves of that
///   root pay everything, each once.
/// - A receipt or a certificate is only worth what the bonds that stand behind it are worth.
interface ISettlement is IErrors, IEvents {
    // ---- Money and inbox

    /// Opens the next account, owned by the caller for ever. Costs exactly the registration fee, owed to the operator.
    /// @param signer address that signs the account's envelopes; it can be changed, the owner cannot
    function register(address signer) external payable returns (uint32 account);

    /// Changes the signer. Only the owner. Envelopes of slots whose inboxEnd lies before this operation keep the old one.
    function setSigner(uint32 account, address signer) external;

    /// Pays `value` token wei of an asset into any account. For ETH send exactly `value`; for a token approve it first.
    /// Credits what arrived, which must be a whole number of units and at least one.
    function deposit(uint32 account, uint8 asset, uint256 value) external payable;

    /// Forces a cancel into the trace. Only the owner. It is public before it applies.
    function forcedCancel(uint32 account, uint8 market, uint8 side, uint24 tick, uint64 position)
        external;

    /// Forces a withdrawal of min(amount, available) units into the trace. Only the owner.
    function forcedWithdraw(uint32 account, uint8 asset, uint64 amount) external;

    /// Pays the account's owner what its balance leaf counts as withdrawn and L1 has not paid. Anyone may call.
    /// @param stateRoot a final root, not older than the one last paid from
    /// @param leaf balance leaf, 32 bytes as in the state
    /// @param proof exactly 33 siblings, lowest first
    function withdraw(
        uint32 account,
        uint8 asset,
        bytes32 stateRoot,
        bytes32 leaf,
        bytes32[] calldata proof
    ) external;

    /// Pays the caller its fees and rewards.
    function collect() external;

    // ---- Freeze and exit

    /// Stops the exchange for good once an operation has waited longer than `freezeDelay` for a slot to take it in, or a sealed
    /// slot to become final. Anyone may call. Hazard: envelopes of slots that have not closed are lost.
    function freeze() external;

    /// Fixes the exit root. Anyone may call, after a freeze: when nothing can be sealed any more and all that was sealed is
    /// final, or after `exitDelay` in any case. Hazard: trades of slots that are not final by then are undone.
    /// @param c the newest final claim (genesis: all zero but stateRoot and atStart)
    /// @param cursor header leaf 0 under its state root
    /// @param proof exactly 5 siblings, lowest first
    function fixExit(Claim calldata c, bytes32 cursor, bytes32[] calldata proof) external;

    /// Pays the account's owner its available balance and what was withdrawn and not paid. Once; anyone may call.
    /// @param leaf balance leaf in the exit root
    /// @param proof exactly 33 siblings, lowest first
    function exitBalance(uint32 account, uint8 asset, bytes32 leaf, bytes32[] calldata proof)
        external;

    /// Pays the owner of a live order's account what it locks. Once; anyone may call.
    /// @param place the order's position modulo 2^16
    /// @param leaf order leaf in the exit root
    /// @param proof exactly 48 siblings, lowest first
    function exitOrder(
        uint8 market,
        uint8 side,
        uint24 tick,
        uint16 place,
        bytes32 leaf,
        bytes32[] calldata proof
    ) external;

    /// Pays a deposit that the exit root has not taken in to the owner of its account. Once; anyone may call.
    /// @param index of the deposit in the inbox
    function refund(uint48 index) external;

    // ---- Facts

    /// Registers the keys of slots `first` to `first` + 1,023 before the first opens. Anyone may call.
    /// @param signatures q × (keyper index u8 ‖ r ‖ s ‖ v) over KeySet(first, root), indices strictly rising
    function registerKeySet(uint32 first, bytes32 root, bytes calldata signatures) external;

    /// Fixes a slot's certified envelopes, from its close until `sealDelay` after it. Anyone may call.
    function seal(
        uint32 slot,
        uint32 parent,
        uint48 inboxEnd,
        bytes calldata envelopes,
        bytes calldata certificate
    ) external;

    /// Fixes a slot that missed that deadline as empty. Anyone may call, until a freeze. Hazard: slots rise, so no earlier slot
    /// can be sealed after it.
    function sealEmpty(uint32 slot, uint48 inboxEnd) external;

    /// Opens a sealed slot, until `revealDelay` after its seal. Anyone may call.
    /// @param shareAddresses addresses of the n shares' public points, 20 bytes each
    /// @param proof exactly 10 siblings, lowest first
    function reveal(
        uint32 slot,
        bytes32 key,
        bytes calldata shareAddresses,
        bytes32[] calldata proof
    ) external;

    /// Gives up a slot that was not opened in time and burns all keypers' bonds. Anyone may call.
    function void(uint32 slot) external;

    /// The sequencer serves the slot now collecting and none after it. Only the sequencer; for good.
    function retire() external;

    // ---- Claims

    /// Extends the chain of claims. Anyone whose claimant's bond stands.
    /// @param parent the claim at the tip, as its event told it (genesis: all zero but stateRoot and atStart)
    /// @param chunks Σ (records length u16 ‖ state root ‖ records)
    /// @param cursor header leaf 0 under the last state root
    /// @param proof exactly 5 siblings, lowest first
    function claim(
        Claim calldata parent,
        bytes calldata chunks,
        bytes32 cursor,
        bytes32[] calldata proof
    ) external;

    /// Makes a claim at Start final, with all before it, one challenge window after it was posted. Anyone may call.
    function finalise(Claim calldata c) external;

    /// Drops a claim and all after it. Only the challenger, which has proven it wrong.
    /// @param beneficiary is owed half of the author's bond; zero burns all of it
    function kill(Claim calldata c, address beneficiary) external;

    /// Drops an auction that did not come to its Close, `sweepDelay` after its Clear was claimed or the last rollback.
    /// Anyone may call.
    /// @param c the claim at the tip
    function sweep(Claim calldata c) external;

    // ---- Bonds

    /// Posts the bond of `party`, or what a fine took of it; the caller pays exactly what the deployment's amount lacks.
    function postBond(Role role, address party) external payable;

    /// Pays the caller's bond back once all that it answers for is final.
    function releaseBond(Role role) external;

    /// Takes a party's bond for an offence, and the sequencer's role with it. Only the contract Misconduct, which has judged.
    /// @param beneficiary is owed a sixteenth of the bond; zero burns all of it
    function punish(Role role, address party, address beneficiary) external;

    /// Burns the drop fee out of the sequencer's bond. Only the contract Misconduct.
    function fine() external;

    // ---- What integrators read

    function challenger() external view returns (address);
    function misconduct() external view returns (address);
    function domainSeparator() external view returns (bytes32);
    /// keccak256(abi.encode(deployment)), by which another contract knows the whole deployment.
    function deploymentHash() external view returns (bytes32);
    /// Accounts opened so far; ids are 0 … accountCount − 1, and 0 is the operator's.
    function accountCount() external view returns (uint32);
    function ownerOf(uint256 account) external view returns (address);
    /// Units credited and not yet paid.
    function escrow(uint256 asset) external view returns (uint64);
    /// Units paid so far modulo 2^64, and the claim they were last paid from.
    function paid(uint256 account, uint256 asset)
        external
        view
        returns (uint64 total, uint48 claimIndex);
    /// Wei that `party` may collect; of the zero address, what was burned.
    function owed(address party) external view returns (uint256);
    function inboxLength() external view returns (uint48);
    function inboxWord(uint256 index) external view returns (bytes32);
    function bondOf(Role role, address party) external view returns (uint256);
    function bondRequired(Role role) external view returns (uint256);
    function lastSealed() external view returns (uint32);
    function lastCertified() external view returns (uint32);
    /// Lowest `first` that the next key set may have.
    function keysEnd() external view returns (uint32);
    /// Last slot that may be certified; 2^32 − 1 unless the sequencer's role ended or the exchange froze.
    function lastSlot() external view returns (uint32);
    /// All zero if the slot is not sealed; of slot 0 only `next` is set.
    function sealOf(uint32 slot) external view returns (Seal memory);
    /// Reverts with NoKeyRange for a slot that no key set covers.
    function keyRangeOf(uint32 slot) external view returns (KeyRange memory);
    function tip() external view returns (uint48);
    function finalisedIndex() external view returns (uint48);
    function finalisedSlot() external view returns (uint32);
    function generation() external view returns (uint32);
    /// Time of the last rollback; 0 before the first.
    function rolledBackAt() external view returns (uint48);
    /// keccak256(abi.encode(claim)); means nothing above the tip.
    function claimHash(uint256 index) external view returns (bytes32);
    function lastClaimOf(address author) external view returns (uint48);
    function isFinalRoot(bytes32 root) external view returns (bool);
    /// 0 while the exchange runs.
    function frozenAt() external view returns (uint48);
    /// Zero until it is fixed.
    function exitRoot() external view returns (bytes32);
    /// Inbox operations from here on are not in the exit root.
    function exitCursor() external view returns (uint48);
    /// Whether a leaf of the exit root was paid, by its generalised index; or a deposit refunded, by 2^64 + its index.
    function exited(uint256 source) external view returns (bool);
}
