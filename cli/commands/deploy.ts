import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { type DeployEnd, runBonds, runDeploy } from "../../operator/deploy/program.ts";
import { operatorOutput, runOperator } from "../operator.ts";

interface Options {
  readonly config: string;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly postBonds?: true;
}

const CONFIG = [
  "--config <file>",
  "walras.toml; examples/operator/walras.toml names all settings",
] as const;

/** `walras deploy`: exit 0 when all is there, or only planned; 1 if it was declined; 2 if it cannot be done. */
export function register(program: Command): void {
  const deploy = program
    .command("deploy")
    .description(
      "Deploy an exchange to L1: everything checked first, everything written down after.",
    )
    .requiredOption(...CONFIG)
    .option("--dry-run", "check and tell the plan; send nothing")
    .option("--yes", "do not ask; needed where no person sits at a terminal")
    .option("--post-bonds", "post the bonds of the sequencer and the keypers too")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .action(async ({ config, dryRun, yes, postBonds }: Options) => {
      await runOperator("deploy", async () => {
        const end = await runDeploy(
          {
            config,
            dryRun: dryRun === true,
            postBonds: postBonds === true,
            confirm: () => confirmed(yes === true),
          },
          operatorOutput,
        );
        process.stderr.write(`${ENDS[end]}\n`);
        return end === "declined" ? 1 : 0;
      });
    });
  deploy
    .command("bonds")
    .description("Post what is missing of the bonds of a deployment that is there.")
    .action(async () => {
      const { config } = deploy.opts<Options>();
      await runOperator("deploy bonds", async () => {
        await runBonds(config, operatorOutput);
        return 0;
      });
    });
}

const ENDS: Record<DeployEnd, string> = {
  done: "deployed",
  planned: "planned; nothing was sent",
  declined: "declined; nothing was sent",
};

async function confirmed(yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) {
    process.stderr.write("walras deploy: nobody to ask here; --yes goes on without\n");
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question("Send this? Type yes: ");
  terminal.close();
  return answer.trim() === "yes";
}
