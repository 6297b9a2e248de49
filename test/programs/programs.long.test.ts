import { programCases } from "./cases.ts";
import { testUnboxed } from "./test-unboxed.ts";

// The others would take the machine along.
for (const one of programCases.filter(({ onlyInBox }) => onlyInBox !== true)) testUnboxed(one);
