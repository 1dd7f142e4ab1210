import { existsSync } from "node:fs";
import { defineChain, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { ask, connectL1 } from "#l1/rpc";
import { findAccounts } from "../../client/actions/findAccounts.ts";
import { type BaseClient, createBaseClient } from "../../client/baseClient.ts";
import type { Requester } from "../../client/http/request.ts";
import { fileReceipts } from "../../client/node/fileReceipts.ts";
import { openKey, readKeystore, type SealedKey } from "../../client/node/keystore.ts";
import type { Profile } from "../../client/node/profile.ts";
import {
  ProfileError,
  profileFilePath,
  readProfile,
  type Surroundings,
} from "../../client/node/profileFile.ts";
import { readSecret } from "../../client/node/secretFile.ts";
import { Refused } from "./errors.ts";
import type { Output } from "./output.ts";
import { passphraseOf, type Terminal } from "./passphrase.ts";

/** What every command of a trader may be told. */
export interface SessionOptions {
  readonly config?: string;
  readonly profile?: string;
  readonly account?: number;
  readonly passphraseFile?: string;
}

export interface SessionParts {
  readonly options: SessionOptions;
  readonly surroundings: Surroundings;
  readonly terminal: Terminal;
  readonly out: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Two patient looks at L1 and no more: a person waits. */
const PATIENCE = { attempts: 3, firstDelayMs: 200, maxDelayMs: 1_000 };
/** Between two looks for what is to come. */
const POLL_MS = 500;
const MOST_ACCOUNTS = 10;

/** A trader at the exchange of one profile. Whatever it needs is opened when it is first needed. */
export class Session {
  readonly out: Output;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly #options: SessionOptions;
  readonly #surroundings: Surroundings;
  #profile: Profile | undefined;
  #account: number | undefined;

  constructor({ options, surroundings, terminal, out, signal }: SessionParts) {
    this.out = out;
    this.terminal = terminal;
    this.signal = signal;
    this.#options = options;
    this.#surroundings = surroundings;
  }

  /** The settings file, whether there is one or not. */
  get path(): string {
    return profileFilePath(this.#options.config, this.#surroundings);
  }

  /** Throws ProfileError, ProfileFileError. */
  get profile(): Profile {
    this.#profile ??= readProfile(this.path, this.#options.profile);
    return this.#profile;
  }

  /** For what needs neither a key nor L1. */
  get api(): Requester {
    return { url: this.profile.url, fetch: globalThis.fetch };
  }

  /** File of the passphrase; undefined: it is asked for. */
  get passphraseFile(): string | undefined {
    return this.#options.passphraseFile ?? this.profile.passphraseFile;
  }

  /** The key's address, which its file tells without the passphrase. Throws SecretFileError, KeystoreError, Refused. */
  address(): Hex {
    const { address } = this.#sealedKey();
    if (address !== undefined) return address;
    const { keystore } = this.profile;
    const expected = '"address" and 40 hex digits in it, or account in the profile';
    throw new Refused(`address in ${keystore}`, "none", expected);
  }

  /**
   * The trader's account on the exchange: --account, the profile's, or the one whose signer the key is.
   * @throws Refused if there is none, or more than one
   */
  async account(): Promise<number> {
    this.#account ??= this.#options.account ?? this.profile.account ?? (await this.#found());
    return this.#account;
  }

  /** Accounts that the key signs for, at most 10 of them, rising. */
  async accounts(): Promise<readonly number[]> {
    const query = { signer: this.address(), limit: MOST_ACCOUNTS };
    const { items } = await findAccounts(this.api, query);
    return items.map(({ account }) => account);
  }

  /** A client that signs; without an account number where `isNew`. Opens the key after L1 has answered. */
  async client({ isNew = false }: { readonly isNew?: boolean } = {}): Promise<BaseClient> {
    const { url, rpc, settlement, receipts } = this.profile;
    this.#sealedKey();
    const id = await ask("eth_chainId", () => connectL1(rpc).getChainId(), PATIENCE);
    const accountId = isNew ? undefined : await this.account();
    const chain = defineChain({
      id,
      name: `chain ${id}`,
      nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
      rpcUrls: { default: { http: [rpc] } },
    });
    return createBaseClient({
      chain,
      transport: http(rpc),
      url,
      account: privateKeyToAccount(await this.privateKey()),
      settlement,
      accountId,
      receipts: fileReceipts(receipts),
      pollingInterval: POLL_MS,
    });
  }

  /** Opens the key. Throws SecretFileError, KeystoreError, WrongPassphrase, PassphraseError, Interrupted. */
  async privateKey(): Promise<Hex> {
    const { keystore } = this.profile;
    const sealed = this.#sealedKey();
    const note = (line: string): void => this.out.note(line);
    const prompt = `Passphrase of ${keystore}: `;
    const passphrase = await passphraseOf(this.passphraseFile, this.terminal, note, prompt);
    return await openKey(sealed, passphrase, keystore);
  }

  #sealedKey(): SealedKey {
    const { keystore } = this.profile;
    if (!existsSync(keystore)) {
      const expected = "one; `walras account new` makes a key, `walras account import` takes yours";
      throw new ProfileError(`keystore ${keystore}`, "no such file", expected);
    }
    const { text, isShared } = readSecret(keystore);
    if (isShared) this.out.note(`${keystore} can be read by others; chmod 600 it`);
    return readKeystore(text, keystore);
  }

  async #found(): Promise<number> {
    const found = await this.accounts();
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const what = `account of ${this.address()}`;
    if (only === undefined)
      throw new Refused(
        what,
        "none",
        "one; `walras account open` registers it, with the next batch",
      );
    throw new Refused(what, found.join(", "), "--account with one of them");
  }
}
