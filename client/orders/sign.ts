import {
  bigintToBytes,
  bytesToBigint,
  concatBytes,
  equalBytes,
  hexToBytes,
  toHex,
} from "#protocol/bytes";
import { CURVE_ORDER, DOMAIN_NAME, DOMAIN_VERSION, EIP712_TYPES } from "#protocol/constants";
import { isLow } from "#protocol/scalar";
import { type EnvelopeDraft, signedEnvelope } from "#protocol/sealEnvelope";
import { recoverSigner } from "#protocol/signature";
import type { BaseClient } from "../baseClient.ts";
import { NoAccount, SignatureError } from "../errors.ts";
import type { Facts } from "../l1/exchange.ts";
import type { Hex } from "../types.ts";

/** EIP-712 of an envelope, for whoever signs typed data. Its digest is the draft's. */
export function envelopeTypedData(facts: Facts, draft: EnvelopeDraft) {
  return {
    domain: {
      name: DOMAIN_NAME,
      version: DOMAIN_VERSION,
      chainId: facts.chainId,
      verifyingContract: facts.settlement,
    },
    types: { Envelope: fieldsOf(EIP712_TYPES.envelope) },
    primaryType: "Envelope",
    message: {
      slot: draft.slot,
      batchKey: toHex(draft.batchKey),
      account: draft.account,
      version: draft.version,
      body: toHex(draft.body),
    },
  } as const;
}

/** Has the account sign, and checks what it signed. Throws NoAccount, SignatureError and what the wallet throws. */
export async function signEnvelope(
  client: BaseClient,
  facts: Facts,
  draft: EnvelopeDraft,
): Promise<Uint8Array> {
  const { account, wallet } = client;
  if (account === undefined) throw new NoAccount("signature of an envelope");
  const signed = await wallet.signTypedData({ account, ...envelopeTypedData(facts, draft) });
  const signature = normalised(signed);
  const signer = recoverSigner(facts.context.crypto, draft.digest, signature);
  if (signer === undefined || !equalBytes(signer, hexToBytes(account.address, 20))) {
    const given = signer === undefined ? "nobody's signature" : `that of ${toHex(signer)}`;
    throw new SignatureError(given, `that of ${account.address} on just this envelope`);
  }
  return signedEnvelope(draft, signature);
}

/** r ‖ s ‖ v with low s and v of 27 or 28, the only form that L1 takes; wallets know others. */
function normalised(signed: Hex): Uint8Array {
  const bytes = hexToBytes(signed);
  if (bytes.length !== 65) throw new SignatureError(`${bytes.length} bytes`, "65 bytes");
  const [r, s] = [bytes.subarray(0, 32), bytes.subarray(32, 64)];
  const parity = (bytes[64] ?? 0) % 27;
  if (isLow(s)) return concatBytes(r, s, Uint8Array.of(27 + parity));
  const low = bigintToBytes(CURVE_ORDER - bytesToBigint(s), 32);
  return concatBytes(r, low, Uint8Array.of(28 - parity));
}

/** Fields of a type as EIP-712 writes it: Name(type name,…). */
function fieldsOf(type: string): { readonly name: string; readonly type: string }[] {
  return type
    .slice(type.indexOf("(") + 1, -1)
    .split(",")
    .map((field) => {
      const [kind = "", name = ""] = field.split(" ");
      return { name, type: kind };
    });
}
