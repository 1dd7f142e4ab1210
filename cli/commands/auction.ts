import { readFileSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { type Command, InvalidArgumentError } from "commander";
import { callAuction } from "../../sequencer/auction/callAuction.ts";
import { printAuction } from "../../sequencer/auction/printAuction.ts";
import { readAuction } from "../../sequencer/auction/readAuction.ts";
import { svgChart } from "../../sequencer/auction/svgChart.ts";
import { terminalChart } from "../../sequencer/auction/terminalChart.ts";

interface Options {
  readonly chart?: true | string;
}

/** `walras auction`: exit 0 with a result, 2 if the input is refused or a file cannot be used. */
export function register(program: Command): void {
  program
    .command("auction")
    .description(
      "Hold one call auction: all orders that trade do so at one price. Prints the result as one line of JSON.",
    )
    .argument("[file]", "JSON with tickSize, referencePrice and orders; standard input without it")
    .option(
      "--chart [file.svg]",
      "draw demand and supply to an SVG, or on standard error without a name",
      svgName,
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(async (file: string | undefined, { chart }: Options) => {
      try {
        const input = file === undefined ? await text(process.stdin) : readFileSync(file, "utf8");
        const auction = readAuction(input);
        const result = callAuction(auction);
        console.log(printAuction(auction, result));
        if (typeof chart === "string") writeFileSync(chart, svgChart(auction, result));
        else if (chart)
          process.stderr.write(terminalChart(auction, result, process.stderr.columns ?? 80));
      } catch (error) {
        console.error(`walras auction: ${error instanceof Error ? error.message : String(error)}`);
        process.exitCode = 2;
      }
    });
}

/** Keeps `--chart FILE` from overwriting the input. */
function svgName(name: string): string {
  if (name.toLowerCase().endsWith(".svg")) return name;
  throw new InvalidArgumentError(
    "Expected a name that ends in .svg; the input goes before --chart.",
  );
}
