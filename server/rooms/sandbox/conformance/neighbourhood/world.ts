/** What stands around the machine of the egress suite: addresses outside it, and what names mean there. */

/** The machine's own addresses in its small network, and those of the one neighbour, which is also the way to everything else. */
export const machine = { public4: "45.33.32.1", public6: "2a01:4f8:77::1", private4: "10.20.30.1" };
export const neighbour = { public4: "45.33.32.2", public6: "2a01:4f8:77::2", private4: "10.20.30.2" };

/** A host of the public internet. */
export const site = { four: "93.184.215.14", six: "2606:2800:21f::14" };

/** Addresses behind the neighbour that no box may reach, each with the word of the refusal. All are served. */
export const forbidden: [address: string, why: RegExp][] = [
  ["169.254.169.254", /metadata/],
  ["fd00:ec2::254", /unique local/],
  ["10.99.0.1", /private/],
  ["172.16.5.5", /private/],
  ["192.168.7.7", /private/],
  ["100.64.1.1", /shared/],
  ["198.18.0.7", /benchmarking/],
  ["64:ff9b::a9fe:a9fe", /NAT64/],
  ["64:ff9b:1::7", /NAT64/],
  ["2002:a9fe:a9fe::1", /6to4/],
  ["fec0::7", /site-local/],
];

/** Ports of the servers outside: bytes come back, mail's port does the same, redirects, names. */
export const ports = { echo: 7070, mail: 25, http: 80, dns: 53 };

const fixed: Record<string, string[][]> = {
  "open.example": [[site.four]],
  "both.example": [[site.six, site.four]],
  "six.example": [[site.six]],
  "xn--bcher-kva.example": [[site.four]],
  "mixed.example": [[site.four, "192.168.7.7"]],
  "mixed-six.example": [[site.four, "fd00:ec2::254"]],
  "rebinding.example": [[site.four], ["169.254.169.254"]],
  "early.example": [["169.254.169.254"], [site.four]],
  "mapped.example": [["::ffff:169.254.169.254"]],
  "mapped-own.example": [["::ffff:127.0.0.1"]],
  "loopback.example": [["127.0.0.1"]],
  "loopback-six.example": [["::1"]],
  "own.example": [[machine.public4]],
  "own-six.example": [[machine.public6]],
  "own-private.example": [[machine.private4]],
  "api.wild.example": [[site.four]],
  "deep.down.wild.example": [[site.six, site.four]],
  "inside.wild.example": [["10.99.0.1"]],
  "metadata.wild.example": [["fd00:ec2::254"]],
  "wild.example": [[site.four]],
  "notwild.example": [[site.four]],
  "neighbour.example": [[neighbour.public4]],
  "neighbour-six.example": [[neighbour.public6]],
};

/** The name that means one forbidden address. */
export const nameOf = (address: string): string => `a-${address.replaceAll(/[.:]/g, "-")}-z.example`;

/** What the names mean: answers that follow one another, the last one for ever. */
export const zone: Record<string, string[][]> = {
  ...fixed,
  ...Object.fromEntries(forbidden.map(([address]) => [nameOf(address), [[address]]])),
};
