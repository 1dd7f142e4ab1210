import type { Command } from "commander";
import { EXIT } from "../../circuits-free-verifier/main.ts";
import { type ExitArguments, runExit } from "../../claimant/exit/program.ts";
import { address, httpUrl, integer } from "../arguments.ts";
import { type CommonOptions, runTrader, withKey } from "../trader/command.ts";
import { Refused } from "../trader/errors.ts";
import type { Session } from "../trader/session.ts";

interface Options extends CommonOptions {
  readonly rpc?: string;
  readonly settlement?: string;
  readonly owner?: string;
  readonly everybody?: true;
  readonly keyFile?: string;
  readonly dryRun?: true;
  readonly pollMs: number;
}

const NOBODY =
  "name one of --account, --owner and --everybody, and one of --key-file and --dry-run";
const note = (line: string): void => void process.stderr.write(`${line}\n`);
const out = (line: string): void => console.log(line);

/** `walras exit`: exit 0 when all is paid; 1 where L1 does not allow it yet, or somebody could not be paid; 2 if it cannot go on. */
export function register(program: Command): void {
  const command = program
    .command("exit")
    .description(
      "Take money out of an exchange that stands still: freeze it if that is due, and prove every balance and order. " +
        "Where, whose and by which key comes from the profile; with --rpc and --settlement no profile is read.",
    );
  withKey(command)
    .option("--rpc <url>", "HTTP address of an L1 node", httpUrl)
    .option("--settlement <address>", "address of the Settlement contract", address)
    .option(
      "--owner <address>",
      "all accounts of an owner; else those of the profile's key",
      address,
    )
    .option("--everybody", "all accounts: L1 pays each one's owner, whoever calls")
    .option("--key-file <file>", "file with the private key that pays for the calls")
    .option("--dry-run", "tell what is owed and send nothing")
    .option("--poll-ms <n>", "pause between looks for a receipt", integer(1, 60_000), 1_000)
    .action(async (options: Options) => {
      const { rpc, settlement } = options;
      if (rpc === undefined || settlement === undefined)
        await runTrader("exit", options, async (session) => leave(session, options));
      else process.exitCode = await leaveWithoutProfile(rpc, settlement, options);
    });
}

async function leaveWithoutProfile(rpc: string, settlement: string, options: Options) {
  const { keyFile, pollMs } = options;
  const named = namedIn(options);
  const [who] = named;
  if (
    who === undefined ||
    named.length > 1 ||
    (keyFile === undefined) !== (options.dryRun === true)
  ) {
    note(`walras exit: ${NOBODY}`);
    return EXIT.cannotTell;
  }
  const args = { rpc, settlement, who, keyFile, json: options.json === true, pollMs };
  return await runExit(args, { out, note });
}

/** Asks nothing of the exchange, which may be gone. */
async function leave(session: Session, options: Options) {
  const { profile } = session;
  const { keyFile, dryRun = false, pollMs } = options;
  const settlement = options.settlement ?? profile.settlement;
  if (settlement === undefined)
    throw new Refused(`settlement in profile ${profile.name}`, "none", "--settlement ADDRESS");
  const named = namedIn(options);
  if (named.length > 1 || (dryRun && keyFile !== undefined))
    throw new Refused("exit", "options that exclude each other", NOBODY);
  const who = named[0] ?? ownIn(session);
  const key = dryRun || keyFile !== undefined ? undefined : await session.privateKey();
  const rpc = options.rpc ?? profile.rpc;
  const where = { rpc, settlement, who, keyFile, json: session.out.json, pollMs };
  return await runExit({ ...where, ...(key && { privateKey: key }) }, { out, note });
}

function namedIn({ account, owner, everybody }: Options): ExitArguments["who"][] {
  const named: ExitArguments["who"][] = [];
  if (account !== undefined) named.push({ account });
  if (owner !== undefined) named.push({ owner });
  if (everybody === true) named.push({ everybody });
  return named;
}

const ownIn = (session: Session): ExitArguments["who"] =>
  session.profile.account === undefined
    ? { owner: session.address() }
    : { account: session.profile.account };
