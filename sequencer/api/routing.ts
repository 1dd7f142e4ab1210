import type { FastifyInstance, FastifyRequest, HTTPMethods } from "fastify";
import { sendAnswer } from "./answer.ts";
import type { Desk, Handler } from "./handlers/desk.ts";
import { handlersOf } from "./handlers/handlers.ts";
import { ApiProblem } from "./problem.ts";
import { type Asked, RequestReader } from "./request.ts";
import { ROUTES, type Route, type RouteName } from "./schema/routes.ts";
import { isLocal } from "./socket/address.ts";

/** Registers every route of the table with its handler. */

const METHODS: readonly HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
/** Asked by machines that must not be turned away. */
const UNCOUNTED: ReadonlySet<RouteName> = new Set(["getHealth", "getReadiness", "getMetrics"]);

export function addRoutes(app: FastifyInstance, desk: Desk): void {
  const handlers = handlersOf(desk);
  for (const name of Object.keys(ROUTES) as RouteName[]) addRoute(app, name, handlers[name]);
  addOtherMethods(app);
}

/** Name of the route that a request came by; undefined where there is none. */
export function routeNamed({ routeOptions }: FastifyRequest): string | undefined {
  return (routeOptions.config as { readonly route?: string }).route;
}

function addRoute<N extends RouteName>(app: FastifyInstance, name: N, handler: Handler<N>): void {
  const route: Route = ROUTES[name];
  const reader = new RequestReader(route);
  const rate = UNCOUNTED.has(name) ? { rateLimit: false as const } : {};
  app.route({
    method: route.method,
    url: pathOf(route),
    config: { route: name, ...rate },
    handler: async (request, reply) => {
      const asked = reader.read(request) as unknown as Asked<N>;
      const { authorization } = request.headers;
      const answer = await handler(asked, { isLocal: isLocal(request.raw), authorization });
      return sendAnswer(name, answer, request, reply);
    },
  });
}

/** A path that there is, by a method that it does not know. */
function addOtherMethods(app: FastifyInstance): void {
  const routes: readonly Route[] = Object.values(ROUTES);
  for (const url of new Set(routes.map(pathOf))) {
    const known = routes
      .filter((route) => pathOf(route) === url)
      .map(({ method }) => method as string);
    if (known.includes("GET")) known.push("HEAD");
    const allow = [...known].sort().join(", ");
    const refuse = (): never => {
      throw new ApiProblem("methodNotAllowed", `Only by ${allow}.`, { allow });
    };
    // Behind the count of requests, and before the body, which might be refused for its type.
    app.route({
      method: METHODS.filter((method) => !known.includes(String(method))),
      url,
      preParsing: refuse,
      handler: refuse,
    });
  }
}

const pathOf = ({ path }: Route): string => path.replace(/\{(\w+)\}/g, ":$1");
