import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { openApiDocument } from "../../../sequencer/api/schema/openapi.ts";
import { ROUTES, type Route, type RouteName } from "../../../sequencer/api/schema/routes.ts";
import { VERSION } from "./apiFixture.ts";

/** Judges answers by the API's own document alone. */

interface Media {
  readonly schema: object;
}

export interface Operation {
  readonly operationId: RouteName;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: "path" | "query";
    readonly required: boolean;
    readonly schema: Record<string, unknown>;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content?: Readonly<Record<string, Media>>;
        readonly headers?: Readonly<Record<string, object>>;
      }
    >
  >;
}

export const document = openApiDocument(VERSION) as {
  readonly openapi: string;
  readonly info: Record<string, unknown>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};

const ID = "walras";
const ajv = new Ajv2020({ allErrors: true });
ajv.addVocabulary(["openapi", "info", "paths", "components"]);
ajv.addSchema({ $id: ID, ...document });

const compiled = new Map<string, ValidateFunction>();

/** @param path within the document */
export function validatorAt(path: readonly string[]): ValidateFunction {
  const pointer = path.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
  const known = compiled.get(pointer) ?? ajv.compile({ $ref: `${ID}#/${pointer}` });
  compiled.set(pointer, known);
  return known;
}

export function operationOf(name: RouteName): {
  readonly at: readonly string[];
  readonly operation: Operation;
} {
  const { path, method }: Route = ROUTES[name];
  const at = ["paths", path, method.toLowerCase()];
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`${name} is not in the document`);
  return { at, operation };
}

export interface Seen {
  readonly status: number;
  /** Without parameters. */
  readonly type: string | undefined;
  readonly text: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** What in an answer the document does not say, or says otherwise; nothing if all is well. */
export function faultsOf(name: RouteName, seen: Seen): string[] {
  const { status, headers } = seen;
  const promised = Object.keys(operationOf(name).operation.responses[status]?.headers ?? {});
  const missing = promised.filter((header) => !headers.has(header));
  return [
    ...missing.map((header) => `${name}: ${status} lacks ${header}`),
    ...bodyFaults(name, seen),
  ];
}

function bodyFaults(name: RouteName, { status, type, text }: Seen): string[] {
  const { at, operation } = operationOf(name);
  const response = operation.responses[status];
  if (response === undefined) return [`${name}: status ${status} is not in the document`];
  if (response.content === undefined) return text === "" ? [] : [`${name}: ${status} has a body`];
  const media = Object.keys(response.content).find((known) => known.split(";")[0] === type);
  if (media === undefined) return [`${name}: ${status} came as ${type}`];
  const json = /json$/.test(type ?? "");
  const validate = validatorAt([...at, "responses", String(status), "content", media, "schema"]);
  if (validate(json ? JSON.parse(text) : text)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${name}: ${status} ${instancePath}: ${message}`,
  );
}

export async function seen(response: Response): Promise<Seen> {
  const type = response.headers.get("content-type")?.split(";")[0];
  const headers = new Map(response.headers);
  return { status: response.status, type, text: await response.text(), headers };
}
