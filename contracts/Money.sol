// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Inbox } from "./Inbox.sol";
import { Ledger } from "./Ledger.sol";
import {
    BALANCE_BASE,
    BALANCE_DEPTH,
    BALANCE_STRIDE,
    MAX_ACCOUNTS,
    MAX_AMOUNT,
    OPERATOR_ACCOUNT,
    SIDE_SELL,
    TICK_LIMIT
} from "./generated/Constants.sol";
import { InboxWord } from "./libraries/InboxWord.sol";
import { StateProof } from "./libraries/StateProof.sol";
import { AssetParams, Deployment } from "./types/Deployment.sol";
import { IERC20 } from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import { SafeERC20 } from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import { Address } from "@openzeppelin/contracts/utils/Address.sol";

/// Accounts, deposits, forced operations and withdrawals. The owner fixed at registration is the only party that an
/// account's money is ever paid to; its signer, which trades, never directs money out.
abstract contract Money is Inbox, Ledger {
    using SafeERC20 for IERC20;

    /// What an account was paid of an asset (modulo 2^64) and the claim whose root it was last paid from.
    struct Payment {
        uint64 total;
        uint48 claimIndex;
    }

    uint32 public accountCount;
    mapping(uint256 account => address) public ownerOf;
    mapping(uint256 asset => uint64) public escrow;
    mapping(uint256 account => mapping(uint256 asset => Payment)) public paid;
    /// Index of the claim that made a root final, plus 1.
    mapping(bytes32 root => uint256) internal finalRoots;

    constructor(Deployment memory d, bytes32 genesisRoot) {
        ownerOf[OPERATOR_ACCOUNT] = d.operatorOwner;
        accountCount = 1;
        finalRoots[genesisRoot] = 1;
    }

    modifier onlyOwnerOf(uint32 account) {
        known(account);
        address owner = ownerOf[account];
        if (msg.sender != owner) revert NotOwner(msg.sender, owner);
        _;
    }

    /// Opens the next account for the caller, its owner for ever.
    function register(address signer) external payable returns (uint32 account) {
        if (msg.value != registrationFee) revert WrongValue(msg.value, registrationFee);
        if (signer == address(0)) revert ZeroSigner();
        account = accountCount;
        if (account == MAX_ACCOUNTS) revert TooManyAccounts(MAX_ACCOUNTS);
        accountCount = account + 1;
        ownerOf[account] = msg.sender;
        owe(ownerOf[OPERATOR_ACCOUNT], msg.value);
        emit Registered(account, msg.sender, signer);
        enqueue(InboxWord.register(account, signer));
    }

    function setSigner(uint32 account, address signer) external onlyOwnerOf(account) {
        if (signer == address(0)) revert ZeroSigner();
        enqueue(InboxWord.setSigner(account, signer));
    }

    /// Pays `value` token wei into any account. Credits what arrived.
    function deposit(uint32 account, uint8 asset, uint256 value) external payable nonReentrant {
        known(account);
        listed(asset);
        AssetParams memory params = assets[asset];
        uint256 arrived = _pull(params.token, value);
        if (arrived == 0 || arrived % params.scale != 0) {
            revert Dust(asset, arrived, params.scale);
        }
        uint256 units = arrived / params.scale;
        uint256 room = MAX_AMOUNT - escrow[asset];
        if (units > room) revert CapExceeded(asset, units, room);
        uint64 amount = uint64(units);
        escrow[asset] += amount;
        emit Deposited(account, asset, msg.sender, amount);
        enqueue(InboxWord.deposit(account, asset, amount));
    }

    /// Cancels an order by force. What became of it, the trace decides.
    function forcedCancel(uint32 account, uint8 market, uint8 side, uint24 tick, uint64 position)
        external
        onlyOwnerOf(account)
    {
        checkLevel(market, side, tick);
        enqueue(InboxWord.forcedCancel(account, market, side, tick, position));
    }

    /// Withdraws min(amount, available) units by force.
    function forcedWithdraw(uint32 account, uint8 asset, uint64 amount)
        external
        onlyOwnerOf(account)
    {
        listed(asset);
        if (amount == 0 || amount > MAX_AMOUNT) revert BadAmount(amount, 1, MAX_AMOUNT);
        enqueue(InboxWord.forcedWithdraw(account, asset, amount));
    }

    /// Pays the account's owner what the trace withdrew and L1 has not paid, by proof of the balance leaf in any final
    /// root that is not older than the one it was last paid from. Anyone may call.
    /// Until an exit root is fixed, which pays the rest.
    /// @dev Both totals count modulo 2^64; their difference is exact because roots only rise and escrow is ≤ 2^53−1.
    function withdraw(
        uint32 account,
        uint8 asset,
        bytes32 stateRoot,
        bytes32 leaf,
        bytes32[] calldata proof
    ) external nonReentrant {
        checkNoExit();
        known(account);
        listed(asset);
        uint256 final_ = finalRoots[stateRoot];
        if (final_ == 0) revert RootNotFinal(stateRoot);
        uint48 claimIndex = uint48(final_ - 1);
        Payment memory payment = paid[account][asset];
        if (claimIndex < payment.claimIndex) revert StaleRoot(claimIndex, payment.claimIndex);
        checkLeaf(stateRoot, balanceLeaf(account, asset), leaf, proof, BALANCE_DEPTH);
        uint64 withdrawn = StateProof.word64(leaf, 2);
        uint64 amount;
        unchecked {
            amount = withdrawn - payment.total;
        }
        if (amount == 0) revert NothingToPay(withdrawn, payment.total);
        paid[account][asset] = Payment(withdrawn, claimIndex);
        emit Withdrawn(account, asset, ownerOf[account], amount);
        payOwner(account, asset, amount);
    }

    /// Pays units out of the escrow to the account's owner. Callers have written all else, and are not to be re-entered.
    function payOwner(uint32 account, uint8 asset, uint256 amount) internal {
        uint64 held = escrow[asset];
        if (amount > held) revert MoreThanEscrow(amount, held);
        escrow[asset] = held - uint64(amount);
        address owner = ownerOf[account];
        AssetParams memory params = assets[asset];
        uint256 value = amount * params.scale;
        if (params.token == address(0)) Address.sendValue(payable(owner), value);
        else IERC20(params.token).safeTransfer(owner, value);
    }

    /// Takes `value` token wei from the caller; the difference of balances tells what arrived.
    function _pull(address token, uint256 value) private returns (uint256) {
        uint256 expected = token == address(0) ? value : 0;
        if (msg.value != expected) revert WrongValue(msg.value, expected);
        if (token == address(0)) return value;
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), value);
        return IERC20(token).balanceOf(address(this)) - before;
    }

    /// Reverts unless the leaf lies at `gindex` of the state with this root.
    function checkLeaf(
        bytes32 root,
        uint256 gindex,
        bytes32 leaf,
        bytes32[] calldata proof,
        uint256 depth
    ) internal pure {
        bytes32 proven = StateProof.fold(leaf, gindex, proof, depth);
        if (proven != root) revert WrongRoot(proven, root);
    }

    function balanceLeaf(uint32 account, uint8 asset) internal pure returns (uint256 gindex) {
        return BALANCE_BASE + account * BALANCE_STRIDE + asset;
    }

    /// Reverts once the exit root is fixed.
    function checkNoExit() internal view virtual;

    function checkLevel(uint8 market, uint8 side, uint24 tick) internal view {
        if (market >= marketCount) revert UnlistedMarket(market, marketCount);
        if (side > SIDE_SELL) revert BadSide(side, uint8(SIDE_SELL));
        if (tick == 0 || tick >= TICK_LIMIT) revert BadTick(tick, 1, uint32(TICK_LIMIT - 1));
    }

    function known(uint32 account) internal view {
        if (account >= accountCount) revert UnknownAccount(account, accountCount);
    }

    function listed(uint8 asset) internal view {
        if (asset >= assetCount) revert UnlistedAsset(asset, assetCount);
    }
}
