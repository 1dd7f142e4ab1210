import { resolve } from "node:path";
import { ask, connectL1 } from "#l1/rpc";
import { getStatus } from "../../client/actions/getStatus.ts";
import { WrongExchange } from "../../client/errors.ts";
import { saveProfile } from "../../client/node/profileFile.ts";
import { EXIT, type Exit } from "./errors.ts";
import type { Session, SessionOptions } from "./session.ts";

/** `walras account init`: writes a profile of an exchange that answers. */

export interface InitOptions extends SessionOptions {
  readonly url: string;
  readonly rpc: string;
  /** Lower case. */
  readonly settlement?: string;
  readonly keystore?: string;
  readonly receipts?: string;
  readonly force?: true;
}

const USUAL_NAME = "main";

export async function initProfile(session: Session, options: InitOptions): Promise<Exit> {
  const { out, path } = session;
  const { url, rpc, account, profile: name = USUAL_NAME } = options;
  const chainId = await ask("eth_chainId", () => connectL1(rpc).getChainId());
  const status = await getStatus({ url: url.replace(/\/+$/, ""), fetch: globalThis.fetch });
  if (status.chainId !== chainId)
    throw new WrongExchange("chain of the API", status.chainId, `${chainId}, as the L1 node says`);
  const { settlement } = status;
  if (options.settlement !== undefined && options.settlement !== settlement)
    throw new WrongExchange("settlement of the API", settlement, options.settlement);
  const files = { keystore: options.keystore, passphraseFile: options.passphraseFile };
  const settings = {
    url,
    rpc,
    settlement: settlement as `0x${string}`,
    ...(account === undefined ? {} : { account }),
    ...paths({ ...files, receipts: options.receipts }),
  };
  const profile = saveProfile(path, name, settings, options.force === true);
  out.result(
    { config: path, profile: name, exchange: status.name, chainId, settlement },
    `profile ${name} is in ${path}`,
    `exchange ${status.name} on chain ${chainId}, contract ${settlement}`,
  );
  if (options.settlement === undefined)
    out.hint(`the API named the contract: compare ${settlement} with what the operator publishes`);
  out.hint(`next: walras account new, which writes ${profile.keystore}`);
  return EXIT.done;
}

/** Those given, as seen from here and not from the settings file. */
function paths(files: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = Object.entries(files).flatMap(([key, path]) =>
    path === undefined ? [] : [[key, resolve(path)] as const],
  );
  return Object.fromEntries(given);
}
