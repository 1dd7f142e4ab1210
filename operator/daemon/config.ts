import { type ApiConfig, parseApiConfig } from "../../sequencer/api/config.ts";
import { ConfigError, parseConfig, type SequencerConfig } from "../../sequencer/config.ts";
import type { Fault } from "../config/faults.ts";
import { keyPlaceOf } from "../config/keyPlace.ts";
import { type L1Settings, l1Schema } from "../config/l1.ts";
import { type TableName, Tables } from "../config/tables.ts";
import type { TomlFile } from "../config/toml.ts";
import type { AssetSettings } from "../deploy/settings.ts";
import { assetsSchema } from "../deploy/settings.ts";
import type { KeyPlace } from "../keys.ts";
import {
  type AdminSettings,
  adminSchema,
  type KeypersSettings,
  keypersSchema,
  type ListingSettings,
  listingSchema,
  sequencerSchema,
} from "./settings.ts";

/** All that `walras sequencer` reads of walras.toml; paths are from the file's folder. */
export interface DaemonConfig {
  readonly l1: L1Settings;
  readonly sequencer: SequencerConfig;
  readonly sequencerKey: KeyPlace;
  readonly allowUnconfirmed: boolean;
  readonly keypers: KeypersSettings;
  readonly api: ApiConfig;
  readonly listing: ListingSettings;
  readonly assets: readonly AssetSettings[];
  readonly admin: AdminSettings;
}

/** @throws OperatorConfigError naming every setting that cannot be read */
export function daemonConfigOf(toml: TomlFile, create: boolean): DaemonConfig {
  const tables = new Tables(toml);
  const l1 = tables.read("l1", l1Schema);
  const own = tables.read("sequencer", sequencerSchema);
  const sequencer = tables.readBy(
    "sequencer",
    (table) => parseConfig(ofSequencer(table, toml, create)),
    inTable("sequencer"),
  );
  const keypers = tables.read("keypers", keypersSchema);
  const api = tables.readBy("api", parseApiConfig, inTable("api"));
  const listing = tables.read("listing", listingSchema);
  const assets = tables.read("assets", assetsSchema, []);
  const admin = tables.read("admin", adminSchema);
  tables.refuse();
  const pathOf = (file: string): string => toml.pathOf(file);
  return {
    l1,
    sequencer,
    sequencerKey: own === undefined ? undefined : keyPlaceOf(own, pathOf),
    allowUnconfirmed: own?.allowUnconfirmed,
    keypers,
    api,
    listing,
    assets,
    admin,
  } as DaemonConfig;
}

/** The part of [sequencer] that sequencer/config.ts judges. */
function ofSequencer(table: unknown, toml: TomlFile, create: boolean): unknown {
  const { keyFile, keystore, passphraseFile, allowUnconfirmed, ...rest } = table as Record<
    string,
    unknown
  >;
  const database = rest["database"] ?? "sequencer.sqlite";
  return {
    ...rest,
    database: typeof database === "string" ? toml.pathOf(database) : database,
    ...(create ? { createDatabase: true } : {}),
  };
}

const inTable =
  (name: TableName) =>
  (error: unknown): Fault[] => {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map(({ setting, given, expected }) => ({
      path: setting === "" ? name : `${name}.${setting}`,
      given,
      expected,
    }));
  };
