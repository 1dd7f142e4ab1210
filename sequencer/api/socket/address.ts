import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** Proxies looked at before a client's address is believed. */
const MOST_PROXIES = 8;
/** Names of ranges that Fastify knows too. */
const RANGES: Readonly<Record<string, readonly string[]>> = {
  loopback: ["127.0.0.0/8", "::1/128"],
  linklocal: ["169.254.0.0/16", "fe80::/10"],
  uniquelocal: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
};

/** An address, a range as in 10.0.0.0/8, or the name of some. */
export function isRange(text: string): boolean {
  if (Object.hasOwn(RANGES, text)) return true;
  const [address = "", bits, ...rest] = text.split("/");
  const most = isIP(address) === 6 ? 128 : 32;
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
  return isIP(address) !== 0 && fits && rest.length === 0;
}

/**
 * Tells who a request is from: IPv4 whole, IPv6 by /64, because one customer has as much. Proxies of `trustProxy` are believed when they
 * say whom they speak for, nobody else is.
 */
export function addressReader(trustProxy: readonly string[]): (request: IncomingMessage) => string {
  const trusted = new BlockList();
  for (const range of trustProxy.flatMap((name) => RANGES[name] ?? [name])) add(trusted, range);
  // Asking a list makes objects each time, and most operators have no proxy.
  const hops = trustProxy.length === 0 ? 0 : MOST_PROXIES;
  return (request) => {
    const forwarded = String(request.headers["x-forwarded-for"] ?? "").split(",");
    let address = plain(request.socket.remoteAddress ?? "");
    for (let hop = 0; hop < hops && isTrusted(trusted, address); hop++) {
      const told = plain(forwarded.pop()?.trim() ?? "");
      if (isIP(told) === 0) break;
      address = told;
    }
    return isIP(address) === 6 ? network64(address) : address;
  };
}

function add(list: BlockList, range: string): void {
  const [address = "", bits] = range.split("/");
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  if (bits === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(bits), family);
}

function isTrusted(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
}

/** IPv4 as a socket of both families shows it. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");

/** The first four groups. */
function network64(address: string): string {
  const [head = "", tail] = address.toLowerCase().split("%", 1)[0]?.split("::") ?? [];
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array.from({ length: gap }, () => "0"), ...back];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

/** Whether a request was made on this machine, and handed on by nobody. */
export function isLocal({ headers, socket }: Pick<IncomingMessage, "headers" | "socket">): boolean {
  const address = plain(socket.remoteAddress ?? "");
  return isTrusted(LOCAL, address) && headers["x-forwarded-for"] === undefined;
}

const LOCAL = new BlockList();
for (const range of RANGES["loopback"] ?? []) add(LOCAL, range);
