import { pypiCases } from "./pypi-cases.ts";
import { testUnboxed } from "./test-unboxed.ts";

// Started by name only: building takes minutes and needs the package registry.
for (const one of pypiCases) testUnboxed(one);
