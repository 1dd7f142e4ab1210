import { WalrasError } from "#protocol/errors";
import type { Problem } from "./types.ts";

/** Every error of the SDK: a class to catch by, what was given and expected, and a message that says what to do. */

/** The API did not answer. */
export class ApiUnreachable extends WalrasError {
  constructor(url: string, reason: string) {
    super("apiUnreachable", `${url}`, reason, "an answer; look whether the sequencer runs there");
  }
}

/** The API refused: `problem` is what it says (RFC 9457), `reason` the number of a refused envelope. */
export class ApiError extends WalrasError {
  /** HTTP's. */
  readonly status: number;
  /** As the API sent it; undefined where the answer was none of the API's. */
  readonly problem: Problem | undefined;
  /** Number of the refusal (PROTOCOL.md, "Outcome numbers"), if an envelope was refused. */
  readonly reason: number | undefined;
  /** Seconds after which it may be asked again, if the API says so. */
  readonly retryAfter: number | undefined;

  constructor(
    what: string,
    status: number,
    problem: Problem | undefined,
    retryAfter: number | undefined,
  ) {
    super("api", what, problem?.detail ?? `status ${status}`, "an answer of 200");
    this.status = status;
    this.problem = problem;
    this.reason = problem?.reason;
    this.retryAfter = retryAfter;
  }
}

/** An answer of the API that is not of the form that its document tells. */
export class AnswerError extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("answer", what, given, expected);
  }
}

/** The exchange is not the one that it should be: another chain, another Settlement, other markets. */
export class WrongExchange extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("wrongExchange", what, given, `${expected}; do not use this address of the API`);
  }
}

/** The action needs a key, and the client has none. */
export class NoAccount extends WalrasError {
  constructor(what: string) {
    super("noAccount", what, "a client without an account", "createWalrasClient({ account, … })");
  }
}

/** The signer has no account on the exchange, or more than one. */
export class AccountNotFound extends WalrasError {
  constructor(signer: string, found: number) {
    super(
      "accountNotFound",
      `accounts of signer ${signer}`,
      found,
      found === 0
        ? "one; register with openAccount() and wait for the next batch"
        : "one; say which by accountId",
    );
  }
}

/** An account that belongs to somebody else. */
export class NotYourAccount extends WalrasError {
  constructor(account: number, owner: string, expected: string) {
    super("notYourAccount", `owner of account ${account} on L1`, owner, expected);
  }
}

/** There is no such market, asset or order. */
export class NotListed extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("notListed", what, given, expected);
  }
}

/** A decimal that the exchange cannot express; `nearest` are those that it can, next below and above. */
export class NotAMultiple extends WalrasError {
  readonly nearest: readonly string[];

  constructor(what: string, given: string, step: string, nearest: readonly string[]) {
    super("notAMultiple", what, given, `a multiple of ${step}: ${nearest.join(" or ")}`);
    this.nearest = nearest;
  }
}

/** A request that makes no sense before anything is sent. */
export class BadRequest extends WalrasError {
  constructor(what: string, given: unknown, expected: string) {
    super("badRequest", what, given, expected);
  }
}

/** The key that the API gave for a batch is not the one registered on L1: whoever gave it could read the envelope. Nothing was sent. */
export class KeyError extends WalrasError {
  constructor(slot: number, given: string, expected: string) {
    super("key", `key of slot ${slot}`, given, expected);
  }
}

/** The wallet signed as somebody else, or something else. Nothing was sent. */
export class SignatureError extends WalrasError {
  constructor(given: string, expected: string) {
    super("signature", "signature of the wallet", given, expected);
  }
}

/** An answer that is not the sequencer's promise to seal the envelope. The envelope may be sealed all the same. */
export class ReceiptError extends WalrasError {
  constructor(what: string, given: string, expected: string) {
    super("receipt", what, given, expected);
  }
}

/** A receipt was given, but could not be kept. The envelope will be sealed; keep `receipt` and `envelope` elsewhere. */
export class ReceiptNotKept extends WalrasError {
  readonly receipt: string;
  readonly envelope: string;

  constructor(receipt: string, envelope: string, reason: string) {
    super("receiptNotKept", "store of receipts", reason, "that it keeps the receipt");
    this.receipt = receipt;
    this.envelope = envelope;
  }
}

/** An envelope was sent and nobody knows whether it was taken: see waitForEnvelope({ slot, account }) before sending anew. */
export class UncertainEnvelope extends WalrasError {
  readonly slot: number;
  readonly account: number;
  readonly envelope: string;

  constructor(slot: number, account: number, envelope: string, reason: string) {
    super(
      "uncertainEnvelope",
      `envelope of account ${account} for slot ${slot}`,
      reason,
      "a receipt; wait for the batch and look what became of it before sending anew",
    );
    this.slot = slot;
    this.account = account;
    this.envelope = envelope;
  }
}

/** No batch took the envelope within the attempts allowed. It is in none of them. */
export class NotTaken extends WalrasError {
  readonly attempts: number;

  constructor(attempts: number, reason: string) {
    super("notTaken", `envelope after ${attempts} attempts`, reason, "a batch that takes it");
    this.attempts = attempts;
  }
}

/** A proof that does not prove what it says; `check` names the first check that failed. */
export class ProofError extends WalrasError {
  readonly check: "index" | "siblings" | "leaf" | "root" | "claim";

  constructor(check: ProofError["check"], what: string, given: unknown, expected: string) {
    super("proof", what, given, expected);
    this.check = check;
  }
}

/** Too little money for it. */
export class NotFunded extends WalrasError {
  constructor(what: string, given: bigint, needed: bigint) {
    super("notFunded", what, given, `at least ${needed}`);
  }
}

/** L1 would refuse the transaction, has reverted it, or took another in its place; `reason` is the contract's error. */
export class L1Reverted extends WalrasError {
  readonly reason: string | undefined;

  constructor(what: string, reason: string | undefined, text: string) {
    super("l1Reverted", what, text, "that L1 takes it");
    this.reason = reason;
  }
}

/** It took longer than the caller would wait. */
export class WaitTimeout extends WalrasError {
  constructor(what: string, waitedMs: number) {
    super("waitTimeout", what, `nothing in ${waitedMs} ms`, "it within that time");
  }
}
