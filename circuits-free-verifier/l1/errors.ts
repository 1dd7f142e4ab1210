import { WalrasError } from "#protocol/errors";

/** L1 could not be asked, or what it answered cannot be used. */
export class L1Error extends WalrasError {
  /** True where the same question may be answered well later. */
  readonly retryable: boolean;

  constructor(code: string, what: string, given: unknown, expected: string, retryable: boolean) {
    super(code, what, given, expected);
    this.retryable = retryable;
  }
}

/** No connection, a timeout, or a server that is overloaded. */
export class L1Unreachable extends L1Error {
  constructor(method: string, reason: string) {
    super("l1Unreachable", `L1 does not answer ${method}`, reason, "an answer", true);
  }
}

/** L1 answered with an error of its own. */
export class L1Refused extends L1Error {
  constructor(method: string, reason: string) {
    super("l1Refused", `L1 refuses ${method}`, reason, "a result", false);
  }
}

/** An answer that no sound node gives. */
export class L1WrongAnswer extends L1Error {
  constructor(what: string, given: unknown, expected: string) {
    super("l1WrongAnswer", `L1 answers wrongly: ${what}`, given, expected, false);
  }
}

/** The chain changed under the question; asking again, from its new head, answers it. */
export class L1Moved extends L1Error {
  constructor(what: string, given: unknown, expected: string) {
    super("l1Moved", `L1 reorganised meanwhile: ${what}`, given, expected, true);
  }
}

export class WrongChain extends L1Error {
  constructor(given: number, expected: number) {
    super("wrongChain", "L1 is another chain", given, `chain id ${expected}`, false);
  }
}

export class NoSettlement extends L1Error {
  constructor(address: string) {
    super("noSettlement", "no Settlement at this address", address, "a deployed Settlement", false);
  }
}

/** A log of Settlement that its abi cannot have produced. */
export class MalformedLog extends L1Error {
  constructor(place: string, given: unknown, expected: string) {
    super("malformedLog", `malformed log at ${place}`, given, expected, false);
  }
}

/** A log that the block does not commit to: L1's node, or somebody between, altered, hid or made it up. */
export class LogNotCommitted extends L1Error {
  constructor(place: string, given: unknown, expected: string) {
    super("logNotCommitted", `not what L1 committed to: ${place}`, given, expected, false);
  }
}

/** A fact that Settlement would not have accepted: what is posted contradicts itself or what was posted before. */
export class Fault extends WalrasError {
  /** Block and log, for people. */
  readonly place: string;
  /** What is wrong, such as "certificate". */
  readonly datum: string;
  /** Slot that the datum belongs to, where it belongs to one. */
  readonly slot: number | undefined;

  constructor(
    place: string,
    slot: number | undefined,
    datum: string,
    given: unknown,
    expected: string,
  ) {
    const where = slot === undefined ? place : `slot ${slot} (${place})`;
    super("fault", `${where}: ${datum}`, given, expected);
    this.place = place;
    this.datum = datum;
    this.slot = slot;
  }
}

/** More bytes than L1's nodes relay. */
export class TransactionTooLarge extends L1Error {
  constructor(key: string, bytes: number, limit: number) {
    super("transactionTooLarge", `transaction ${key} in bytes`, bytes, `at most ${limit}`, false);
  }
}

/** More gas than L1 allows one transaction. */
export class TransactionTooExpensive extends L1Error {
  constructor(key: string, gas: bigint, limit: number) {
    super("transactionTooExpensive", `gas of transaction ${key}`, gas, `at most ${limit}`, false);
  }
}

/** The contract reverts, on estimation or when mined. */
export class TransactionReverted extends L1Error {
  readonly key: string;
  /** Name of the contract's error, or undefined where it gave none that the abi knows. */
  readonly errorName: string | undefined;
  /** Undefined where it was never sent. */
  readonly hash: `0x${string}` | undefined;

  constructor(
    key: string,
    hash: `0x${string}` | undefined,
    errorName: string | undefined,
    detail: string,
  ) {
    super("transactionReverted", `transaction ${key} reverts`, detail, "success", false);
    this.key = key;
    this.hash = hash;
    this.errorName = errorName;
  }
}

/** Neither mined nor refused in the time allowed; it stays persisted, and resume() goes on with it. */
export class TransactionStuck extends L1Error {
  constructor(key: string, given: string) {
    super("transactionStuck", `transaction ${key} is not mined`, given, "a receipt", true);
  }
}

/** Another program sends from the same address: its nonce was used by a transaction that is not ours. */
export class NonceTaken extends L1Error {
  constructor(key: string, nonce: number) {
    super(
      "nonceTaken",
      `nonce of transaction ${key} used by another`,
      nonce,
      "an address of its own",
      false,
    );
  }
}

/** The sender's balance does not cover the transaction. */
export class CannotPayGas extends L1Error {
  constructor(key: string, address: string, reason: string) {
    super(
      "cannotPayGas",
      `${address} cannot pay transaction ${key}`,
      reason,
      "a funded address",
      true,
    );
  }
}
