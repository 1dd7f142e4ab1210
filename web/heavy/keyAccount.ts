import { hashTypedData, type LocalAccount } from "viem";
import { toAccount } from "viem/accounts";
import { hexToBytes, toHex } from "#protocol/bytes";
import { WalrasError } from "#protocol/errors";
import { keySigner } from "#protocol/signature";
import { createPureCrypto } from "../../circuits-free-verifier/crypto/pure.ts";
import type { Signer } from "../data/session.ts";

class SignsEnvelopesOnly extends WalrasError {
  constructor(what: string) {
    super("signsEnvelopesOnly", "a key in this page", what, "an envelope");
  }
}

/** An account whose key is in this page's memory. It signs with the curve that envelopes need anyway; viem would bring a second one. */
export function keyAccount({
  address,
  privateKey,
}: Extract<Signer, { kind: "key" }>): LocalAccount {
  const signer = keySigner(createPureCrypto(), hexToBytes(privateKey, 32));
  return toAccount({
    address,
    signTypedData: (message) =>
      Promise.resolve(toHex(signer.sign(hexToBytes(hashTypedData(message as never), 32)))),
    signMessage: () => Promise.reject(new SignsEnvelopesOnly("a message")),
    signTransaction: () => Promise.reject(new SignsEnvelopesOnly("a transaction")),
  });
}
