import { describe, expect, test } from "vitest";
import { parseApiConfig } from "../../../sequencer/api/config.ts";
import { ConfigError } from "../../../sequencer/config.ts";

describe("the API's settings", () => {
  test("may all be left out, and then only this machine is listened to", () => {
    expect(parseApiConfig({})).toMatchObject({
      host: "127.0.0.1",
      origins: "*",
      trustProxy: [],
      metrics: "loopback",
    });
  });

  test("are told with every fault at once", () => {
    const wrong = {
      port: 70_000,
      origins: ["example.org"],
      trustProxy: ["everybody"],
      requestsPerMinute: 0,
      bodyLimit: 10,
      metricsToken: "short",
      logLevel: "loud",
      colour: "red",
    };
    try {
      parseApiConfig(wrong);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      const { faults } = error as ConfigError;
      expect(faults.map(({ setting }) => setting).sort()).toEqual([
        "",
        "bodyLimit",
        "logLevel",
        "metricsToken",
        "origins.0",
        "port",
        "requestsPerMinute",
        "trustProxy.0",
      ]);
      expect(faults.find(({ setting }) => setting === "port")?.given).toBe(70_000);
    }
  });

  test("take proxies as addresses, ranges and names", () => {
    const trustProxy = ["10.0.0.0/8", "::1", "fd00::/8", "192.0.2.7", "loopback"];
    expect(parseApiConfig({ trustProxy }).trustProxy).toEqual(trustProxy);
    for (const wrong of ["10.0.0.0/33", "::1/129", "1.2.3", "10.0.0.0/8/8", ""])
      expect(() => parseApiConfig({ trustProxy: [wrong] })).toThrow(ConfigError);
  });
});
