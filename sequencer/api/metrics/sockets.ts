import { Counter, Gauge, type Registry } from "prom-client";

/** Why a socket was never opened. */
export const REFUSED = ["tooMany", "tooManyOfAddress", "tooOften", "origin", "stopping"] as const;
export type RefusedSocket = (typeof REFUSED)[number];
/** Why the server ended a socket. */
export const DROPPED = ["slow", "silent", "abuse", "error", "stopping"] as const;
export type DroppedSocket = (typeof DROPPED)[number];

/** What the WebSocket tells of itself. */
export interface SocketMetrics {
  /** Open now. */
  open(sockets: number): void;
  /** Subscriptions that came or, below zero, went. */
  subscribed(change: number): void;
  /** Messages handed to sockets. */
  sent(messages: number): void;
  refused(reason: RefusedSocket): void;
  dropped(reason: DroppedSocket): void;
}

export function socketMetrics(registry: Registry): SocketMetrics {
  const registers = [registry];
  const sockets = new Gauge({ name: "walras_sockets", help: "WebSockets open now.", registers });
  const subscriptions = new Gauge({
    name: "walras_subscriptions",
    help: "Subscriptions of all WebSockets together.",
    registers,
  });
  const messages = new Counter({
    name: "walras_socket_messages_total",
    help: "Messages handed to WebSockets.",
    registers,
  });
  const refused = new Counter({
    name: "walras_sockets_refused_total",
    help: "WebSockets that were not opened, by reason.",
    labelNames: ["reason"] as const,
    registers,
  });
  const dropped = new Counter({
    name: "walras_sockets_dropped_total",
    help: "WebSockets that the server ended, by reason: slow readers, silent ones, abuse, errors, its own stop.",
    labelNames: ["reason"] as const,
    registers,
  });
  for (const reason of REFUSED) refused.inc({ reason }, 0);
  for (const reason of DROPPED) dropped.inc({ reason }, 0);
  return {
    open: (count) => sockets.set(count),
    subscribed: (change) => subscriptions.inc(change),
    sent: (count) => messages.inc(count),
    refused: (reason) => refused.inc({ reason }),
    dropped: (reason) => dropped.inc({ reason }),
  };
}
