import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { contrast, luminance, readHex, type Rgb } from "./contrast.ts";
import { hostVariables } from "./host-look.ts";
import { meanings } from "./meanings.ts";

const sheet = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

function ramp(selector: string): Map<string, Rgb> {
  const start = sheet.indexOf(selector);
  assert.notEqual(start, -1, `${selector} is not in tokens.css`);
  const block = sheet.slice(start, sheet.indexOf("}", start));
  const colours = new Map<string, Rgb>();
  for (const [, name, value] of block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/g)) {
    const colour = readHex(value ?? "");
    if (name && colour) colours.set(name, colour);
  }
  return colours;
}

const schemes = {
  light: ramp(':root,\n:root[data-mantine-color-scheme="light"]'),
  dark: ramp(':root[data-mantine-color-scheme="dark"]'),
};

function reads(colours: Map<string, Rgb>, text: string, ground: string, ratio: number, scheme: string): void {
  const one = colours.get(text);
  const other = colours.get(ground);
  assert.ok(one && other, `${text} or ${ground} is missing in ${scheme}`);
  const found = contrast(one, other);
  assert.ok(found >= ratio, `${scheme}: ${text} on ${ground} is ${found.toFixed(2)} : 1, below ${ratio}`);
}

for (const [scheme, colours] of Object.entries(schemes)) {
  test(`${scheme}: text reads on every ground at 4.5 : 1`, () => {
    assert.ok(colours.size > 25, "the ramp was not read");
    for (const text of ["--text", "--text-2", "--text-3", "--accent-text", ...meanings.map((name) => `--${name}`)]) {
      for (const ground of ["--page", "--sunken", "--raised", "--hover"]) reads(colours, text, ground, 4.5, scheme);
    }
    for (const meaning of meanings) {
      reads(colours, `--${meaning}`, `--${meaning}-tint`, 4.5, scheme);
      reads(colours, "--text", `--${meaning}-tint`, 4.5, scheme);
      reads(colours, "--text-2", `--${meaning}-tint`, 4.5, scheme);
    }
    reads(colours, "--on-accent", "--accent", 4.5, scheme);
    reads(colours, "--on-accent", "--accent-hover", 4.5, scheme);
    reads(colours, "--accent-text", "--accent-tint", 4.5, scheme);
    reads(colours, "--on-failed", "--failed", 4.5, scheme);
    reads(colours, "--on-failed", "--failed-hover", 4.5, scheme);
    reads(colours, "--on-mark", "--mark", 4.5, scheme);
    reads(colours, "--line-control", "--raised", 3, scheme);
    reads(colours, "--line-control", "--page", 3, scheme);
  });
}

test("the dark ramp is its own, not an inversion", () => {
  for (const [name, colour] of schemes.light) {
    const inverted = colour.map((channel) => 255 - channel);
    if (name !== "--on-accent") assert.notDeepEqual(schemes.dark.get(name), inverted, name);
  }
});

test("any accent a host sends stays readable", () => {
  for (const accent of ["#ffe600", "#000000", "#ffffff", "#ff4f00", "#7a7a7a", "#00c2a8", "#b00020"]) {
    for (const scheme of ["light", "dark"] as const) {
      const variables = hostVariables({ accent }, scheme);
      const colour = (name: string) => readHex(variables[name] ?? "") ?? assert.fail(`${name} for ${accent}`);
      assert.ok(contrast(colour("--on-accent"), colour("--accent")) >= 4.5, `${accent} ${scheme} button`);
      assert.ok(contrast(colour("--on-accent"), colour("--accent-hover")) >= 4.5, `${accent} ${scheme} button under the pointer`);
      assert.ok(contrast(colour("--accent-text"), colour("--accent-tint")) >= 4.5, `${accent} ${scheme} tint`);
      const ground = schemes[scheme].get("--hover") ?? assert.fail();
      assert.ok(contrast(colour("--accent-text"), ground) >= 4.4, `${accent} ${scheme} link`);
    }
  }
});

test("a host's look cannot smuggle in anything but a colour and a font name", () => {
  assert.deepEqual(hostVariables({ accent: "red; background: url(x)", font: "x; } body { display: none" }, "light"), {});
  assert.deepEqual(hostVariables({ font: '"Acme Sans", sans-serif' }, "dark"), {
    "--font-sans": '"Acme Sans", sans-serif, "Inter Variable", system-ui, sans-serif',
  });
});

test("luminance of white and black", () => {
  assert.equal(luminance([255, 255, 255]), 1);
  assert.equal(luminance([0, 0, 0]), 0);
});
