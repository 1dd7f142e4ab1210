import type { Command } from "commander";
import { register as auction } from "./auction.ts";
import { register as audit } from "./audit.ts";
import { register as demo } from "./demo.ts";
import { register as flow } from "./flow.ts";
import { register as match } from "./match.ts";
import { register as shard } from "./shard.ts";
import { register as verify } from "./verify.ts";

/** Adds one subcommand, defined in the file of the same name, to the program. */
export type Register = (program: Command) => void;

/** The subcommands in the order in which help lists them. */
export const commands: readonly Register[] = [demo, verify, audit, flow, match, shard, auction];
