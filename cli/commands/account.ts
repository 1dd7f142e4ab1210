import type { Command } from "commander";
import { address, httpUrl } from "../arguments.ts";
import { type InitOptions, initProfile } from "../trader/accountInit.ts";
import { importKey, newKey, showKey } from "../trader/accountKeys.ts";
import { type OpenOptions, openAccount } from "../trader/accountOpen.ts";
import {
  type CommonOptions,
  runTrader,
  withAccount,
  withExit,
  withKey,
} from "../trader/command.ts";

/** `walras account …`: exit 0 when done, 1 if that is not possible, 2 if it cannot go on. */
export function register(program: Command): void {
  const account = withExit(program.command("account")).description(
    "Set up a key and an account to trade with.",
  );
  registerInit(account);
  registerKeys(account);
  const open = account
    .command("open")
    .description("Register the key's account on L1, which costs a fee.");
  withKey(open)
    .option("--yes", "pay the fee without being asked")
    .option("--another", "also if the key has an account already")
    .option("--wait", "wait until a batch has taken it in", true)
    .option("--no-wait", "end when it is in a block of L1")
    .action(async (options: OpenOptions) => {
      await runTrader("account open", options, (session) => openAccount(session, options));
    });
}

function registerInit(account: Command): void {
  const init = account
    .command("init")
    .description("Write a profile: where the exchange is and where your files are.");
  withKey(init)
    .requiredOption("--url <url>", "address of the exchange's API", httpUrl)
    .requiredOption("--rpc <url>", "HTTP address of an L1 node", httpUrl)
    .option("--settlement <address>", "the contract, if you know it from elsewhere", address)
    .option("--keystore <file>", "of the encrypted key; else beside the settings")
    .option("--receipts <file>", "that receipts are appended to; else beside the settings")
    .option("--force", "replace a profile of this name")
    .action(async (options: InitOptions & CommonOptions) => {
      await runTrader("account init", options, (session) => initProfile(session, options));
    });
}

function registerKeys(account: Command): void {
  const make = account
    .command("new")
    .description("Make a key, encrypt it with a passphrase, and show its address.");
  withKey(make).action(async (options: CommonOptions) => {
    await runTrader("account new", options, newKey);
  });
  const take = account
    .command("import")
    .description("Encrypt a private key that you have: from a file, or standard input.");
  withKey(take)
    .option("--key-file <file>", "file with 0x and 64 hex digits")
    .action(async (options: CommonOptions & { readonly keyFile?: string }) => {
      await runTrader("account import", options, (session) => importKey(session, options.keyFile));
    });
  const show = account.command("show").description("Show address, accounts and files.");
  withAccount(show).action(async (options: CommonOptions) => {
    await runTrader("account show", options, showKey);
  });
}
