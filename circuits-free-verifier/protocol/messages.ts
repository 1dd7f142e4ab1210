import { asciiBytes, below, bigintToBytes, concatBytes, sized, viewOf } from "./bytes.ts";
import { DOMAIN_NAME, DOMAIN_VERSION, EIP712_TYPES, KDF_TAG } from "./constants.ts";
import type { Crypto } from "./crypto.ts";

/** EIP-712 digests of all that is signed, and the domains they are bound to (PROTOCOL.md §4). */

/** What binds messages to one deployment. */
export interface SigningContext {
  readonly crypto: Crypto;
  /** EIP-712 domain separator of the Settlement, 32 bytes. */
  readonly domainSeparator: Uint8Array;
}

/** EIP-712 domain separator of the Settlement at a 20-byte address, 32 fresh bytes. */
export function domainSeparatorOf(
  crypto: Crypto,
  chainId: number | bigint,
  settlement: Uint8Array,
): Uint8Array {
  const { keccak256 } = crypto;
  return keccak256(
    concatBytes(
      keccak256(asciiBytes(EIP712_TYPES.domain)),
      keccak256(asciiBytes(DOMAIN_NAME)),
      keccak256(asciiBytes(DOMAIN_VERSION)),
      bigintToBytes(BigInt(chainId), 32),
      new Uint8Array(12),
      sized("settlement", settlement, 20),
    ),
  );
}

/** Domain of the key derivation: keccak(keccak("walras/envelope-kdf/v1") ‖ domain separator). */
export function kdfDomain(context: SigningContext): Uint8Array {
  return constantsOf(context).kdf;
}

export interface EnvelopeMessage {
  readonly slot: number;
  /** address(Y), 20 bytes. */
  readonly batchKey: Uint8Array;
  readonly account: number;
  readonly version: number;
  /** U ‖ ciphertext. */
  readonly body: Uint8Array;
}

export function envelopeDigest(context: SigningContext, message: EnvelopeMessage): Uint8Array {
  const struct = structOf(constantsOf(context).envelope, 5);
  struct.number(0, "slot", message.slot, 2 ** 32);
  struct.bytes(1, sized("batch key", message.batchKey, 20));
  struct.number(2, "account", message.account, 2 ** 32);
  struct.number(3, "version", message.version, 2 ** 16);
  struct.bytes(4, context.crypto.keccak256(message.body));
  return struct.digest(context);
}

/** `root` of the envelope tree; `parent` is the slot certified before, 0 if none. */
export function certificateDigest(
  context: SigningContext,
  message: { readonly slot: number; readonly root: Uint8Array; readonly parent: number },
): Uint8Array {
  const struct = structOf(constantsOf(context).certificate, 3);
  struct.number(0, "slot", message.slot, 2 ** 32);
  struct.bytes(1, sized("root", message.root, 32));
  struct.number(2, "parent", message.parent, 2 ** 32);
  return struct.digest(context);
}

export function keySetDigest(
  context: SigningContext,
  message: { readonly first: number; readonly root: Uint8Array },
): Uint8Array {
  const struct = structOf(constantsOf(context).keySet, 2);
  struct.number(0, "first slot", message.first, 2 ** 32);
  struct.bytes(1, sized("root", message.root, 32));
  return struct.digest(context);
}

export interface ReceiptMessage {
  readonly slot: number;
  readonly account: number;
  readonly version: number;
  /** keccak of the envelope, 32 bytes. */
  readonly envelopeHash: Uint8Array;
}

export function receiptDigest(context: SigningContext, message: ReceiptMessage): Uint8Array {
  const struct = structOf(constantsOf(context).receipt, 4);
  struct.number(0, "slot", message.slot, 2 ** 32);
  struct.number(1, "account", message.account, 2 ** 32);
  struct.number(2, "version", message.version, 2 ** 16);
  struct.bytes(3, sized("envelope hash", message.envelopeHash, 32));
  return struct.digest(context);
}

interface Struct {
  number(field: number, name: string, value: number, limit: number): void;
  /** Right-aligned in the field, as EIP-712 encodes an address. */
  bytes(field: number, value: Uint8Array): void;
  digest(context: SigningContext): Uint8Array;
}

function structOf(typeHash: Uint8Array, fields: number): Struct {
  const encoded = new Uint8Array(32 * (1 + fields));
  const view = viewOf(encoded);
  encoded.set(typeHash);
  const end = (field: number): number => 64 + 32 * field;
  return {
    number: (field, name, value, limit) =>
      view.setUint32(end(field) - 4, below(name, value, limit)),
    bytes: (field, value) => encoded.set(value, end(field) - value.length),
    digest: ({ crypto, domainSeparator }) => {
      const typed = new Uint8Array(66);
      typed[0] = 0x19;
      typed[1] = 0x01;
      typed.set(domainSeparator, 2);
      typed.set(crypto.keccak256(encoded), 34);
      return crypto.keccak256(typed);
    },
  };
}

interface Constants {
  readonly kdf: Uint8Array;
  readonly envelope: Uint8Array;
  readonly certificate: Uint8Array;
  readonly keySet: Uint8Array;
  readonly receipt: Uint8Array;
}

/** What a context implies, hashed once: thousands of envelopes share it. */
const known = new WeakMap<SigningContext, Constants>();

function constantsOf(context: SigningContext): Constants {
  const found = known.get(context);
  if (found !== undefined) return found;
  const { keccak256 } = context.crypto;
  const constants: Constants = {
    kdf: keccak256(
      concatBytes(keccak256(asciiBytes(KDF_TAG)), sized("domain", context.domainSeparator, 32)),
    ),
    envelope: keccak256(asciiBytes(EIP712_TYPES.envelope)),
    certificate: keccak256(asciiBytes(EIP712_TYPES.certificate)),
    keySet: keccak256(asciiBytes(EIP712_TYPES.keySet)),
    receipt: keccak256(asciiBytes(EIP712_TYPES.receipt)),
  };
  known.set(context, constants);
  return constants;
}
