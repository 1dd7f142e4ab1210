import { type Command, InvalidArgumentError } from "commander";
import { EXIT } from "../../circuits-free-verifier/main.ts";
import { runReceiptCheck } from "../../claimant/receipts/program.ts";
import { readShown, type ShownCertificate } from "../../claimant/receipts/shown.ts";
import { address, httpUrl } from "../arguments.ts";

interface Options {
  readonly rpc: string;
  readonly settlement?: string;
  readonly slash?: true;
  readonly keyFile?: string;
  readonly keyper: readonly string[];
  readonly certificate: readonly ShownCertificate[];
  readonly json?: true;
}

/** `walras receipt check`: exit 0 when every promise was kept or may yet be; 1 if one was broken; 2 if that cannot be told. */
export function register(program: Command): void {
  const receipt = program.command("receipt").description("Hold the sequencer to what it signed.");
  receipt
    .command("check")
    .argument("<file>", "kept receipts, NDJSON")
    .description("Tell of each receipt whether it was honoured, and show L1 those that were not.")
    .requiredOption("--rpc <url>", "HTTP address of an L1 node", httpUrl)
    .option("--settlement <address>", "refuse receipts of any other Settlement", address)
    .option("--slash", "show broken promises to L1, which costs the sequencer its bond")
    .option("--key-file <file>", "file with the private key that pays for that")
    .option(
      "--keyper <url>",
      "HTTP address of a keyper, asked for its part of a missed slot's certificate; may be repeated",
      (url: string, before: readonly string[]) => [...before, httpUrl(url)],
      [],
    )
    .option(
      "--certificate <word>",
      "SLOT:PARENT:ROOT:CERTIFICATE, kept of a missed slot; may be repeated",
      (word: string, before: readonly ShownCertificate[]) => [...before, shownCertificate(word)],
      [],
    )
    .option("--json", "print JSON objects, one a line")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT.cannotTell))
    .action(async (file: string, options: Options) => {
      const { rpc, settlement, slash, keyFile, keyper: keypers, certificate: shown } = options;
      const note = (line: string) => void process.stderr.write(`${line}\n`);
      if ((slash === true) !== (keyFile !== undefined)) {
        note("walras receipt: --slash and --key-file go together");
        process.exitCode = EXIT.cannotTell;
        return;
      }
      const json = options.json === true;
      const args = { file, rpc, settlement, keyFile, keypers, shown, json };
      process.exitCode = await runReceiptCheck(args, { out: (line) => console.log(line), note });
    });
}

function shownCertificate(word: string): ShownCertificate {
  const shown = readShown(word);
  if (shown === undefined)
    throw new InvalidArgumentError("Expected SLOT:PARENT:ROOT:CERTIFICATE, as --json shows them.");
  return shown;
}
