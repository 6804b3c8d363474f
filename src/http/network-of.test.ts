import { expect, test } from "vitest";
import { networkOf } from "./network-of.ts";

test("the addresses of one IPv6 network count as one, IPv4 addresses each for themselves", () => {
  expect(networkOf("2001:db8:1:2::1")).toBe(networkOf("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  expect(networkOf("2001:db8:1:3::1")).not.toBe(networkOf("2001:db8:1:2::1"));
  expect(networkOf("203.0.113.7")).toBe("203.0.113.7");
  expect(networkOf("::ffff:203.0.113.7")).toBe("203.0.113.7");
  expect(networkOf("203.0.113.8")).not.toBe(networkOf("203.0.113.7"));
});
