import type { Command } from "commander";
import { register as verify } from "./verify.ts";

/** Adds one subcommand, defined in the file of the same name, to the program. */
export type Register = (program: Command) => void;

/** The subcommands in the order in which help lists them. */
export const commands: readonly Register[] = [verify];
