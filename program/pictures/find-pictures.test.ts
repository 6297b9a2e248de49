import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { checkProgram, type ProgramCheck } from "../check/check-program.ts";
import { readPicture } from "./read-picture.ts";

const manifest = "version: 1\ncontract: stoa\nname: hello\nsummary: x\nsupport: a@b.example\nbase: bash\nrun: 'true'\n";
const rest = "icon: icon.png\npictures:\n  - { file: one.png, alt: A list }\n  - { file: two.jpg, alt: A form }\n";

function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length);
  head.write(name, 4, "latin1");
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), body])));
  return Buffer.concat([head, body, sum]);
}

function png(width: number, height: number, how: { more?: Buffer; packed?: Buffer; depth?: number } = {}): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.writeUInt8(how.depth ?? 8, 8);
  const packed = how.packed ?? deflateSync(Buffer.alloc((width + 1) * height));
  const parts = [chunk("IHDR", head), how.more ?? Buffer.alloc(0), chunk("IDAT", packed), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts, Buffer.from("<script>alert(1)</script>")]);
}

function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

function jpeg(width: number, height: number, frame = 0xc0): Buffer {
  const size = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  size.writeUInt16BE(height, 1);
  size.writeUInt16BE(width, 3);
  const parts = [Buffer.from([0xff, 0xd8]), segment(0xe1, Buffer.from("Exif with a place")), segment(0xfe, Buffer.from("a comment"))];
  const scan = [segment(frame, size), segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4])];
  return Buffer.concat([...parts, ...scan, Buffer.from([0xff, 0xd9]), Buffer.from("<script>")]);
}

function check(files: Record<string, string | Buffer>): ProgramCheck {
  const read = (path: string) => (files[path] === undefined ? undefined : Buffer.from(files[path]));
  return checkProgram({
    paths: Object.keys(files),
    readText: (path) => read(path)?.toString("utf8"),
    readBytes: (path, most) => ((read(path)?.length ?? 0) > most ? "too large" : read(path)),
  });
}

test("pictures are taken apart and put together from what makes the picture", () => {
  const { pictures, problems } = check({
    "stoa.yaml": manifest + rest,
    "icon.png": png(128, 128, { more: chunk("tEXt", Buffer.from("Author\0somebody")) }),
    "one.png": png(640, 400),
    "two.jpg": jpeg(800, 600),
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(
    pictures.items.map(({ type, width, height, alt }) => [type, width, height, alt]),
    [
      ["image/png", 640, 400, "A list"],
      ["image/jpeg", 800, 600, "A form"],
    ],
  );
  const kept = [pictures.icon, ...pictures.items].map((picture) => picture?.content.toString("latin1") ?? "");
  for (const text of kept) assert.ok(!/script|somebody|place|comment/.test(text), text);
  for (const { content, bytes } of pictures.items) assert.deepEqual([readPicture(content).content, content.length], [content, bytes]);
});

test("what is wrong with a picture is said with its line", () => {
  const said = (files: Record<string, string | Buffer>) =>
    check({ "stoa.yaml": manifest + rest, "icon.png": png(128, 128), "one.png": png(640, 400), "two.jpg": jpeg(800, 600), ...files })
      .problems.map(({ line, path, message }) => `${line} ${path} ${message}`)
      .join("\n");
  assert.equal(said({}), "");
  assert.equal(said({ "icon.png": png(128, 96) }), "8 /icon `icon.png` is 128 × 96 pixels.");
  for (const [bytes, fault] of [
    [Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), /10 .pictures.0.file `one.png` is no PNG, JPEG or WebP/],
    [Buffer.from("<!doctype html><script>alert(1)</script>"), /is no PNG/],
    [png(640, 400).subarray(0, 90), /is cut off|is damaged/],
    [png(640, 400, { packed: deflateSync(Buffer.alloc(100)) }), /is damaged/],
    [png(640, 400, { packed: deflateSync(Buffer.alloc(1 << 26)) }), /is damaged/],
    [png(640, 400, { depth: 16 }), /16 bits/],
    [png(640, 400, { more: chunk("EVIL", Buffer.from("x")) }), /nobody knows/],
    [png(3000, 400), /is 3000 × 400 pixels/],
    [png(100, 400), /is 100 × 400 pixels/],
    [Buffer.alloc(600_000), /larger than 512 KB/],
    [jpeg(640, 400, 0xc3), /browsers do not show/],
  ] as const)
    assert.match(said({ "one.png": bytes }), fault);
  const without = check({ "stoa.yaml": `${manifest}pictures: [{ file: gone.png, alt: x }]\n` });
  assert.match(without.problems[0]?.message ?? "", /There is no file `gone.png`/);
  for (const bad of ["pictures: [{ file: a.png }]", "pictures: [{ file: a.svg, alt: x }]", "icon: ../a.png", "icon: .git/a.png"])
    assert.equal(check({ "stoa.yaml": `${manifest}${bad}\n` }).manifest, null, bad);
});

const body = (bytes: Buffer): Buffer => bytes.subarray(2, bytes.indexOf("<script>") - 2);

/** A RIFF of a canvas and a lossy frame. */
function webp(canvas: number, frame: number): Buffer {
  const part = (name: string, content: Buffer): Buffer => {
    const head = Buffer.from(`${name}\0\0\0\0`, "latin1");
    head.writeUInt32LE(content.length, 4);
    return Buffer.concat([head, content]);
  };
  const [extended, lossy] = [Buffer.alloc(10), Buffer.from("0000009d012a00000000", "hex")];
  for (const at of [4, 7]) extended.writeUIntLE(canvas - 1, at, 3);
  for (const at of [6, 8]) lossy.writeUInt16LE(frame, at);
  return part("RIFF", Buffer.concat([Buffer.from("WEBP"), part("VP8X", extended), part("VP8 ", lossy)]));
}

test("a picture says one size, and holds nothing a browser has no use for", () => {
  const smuggled = Buffer.from("<script>something smuggled in</script>");
  const whole = jpeg(640, 400);
  const [big, small, end] = [body(jpeg(65_000, 65_000)), body(whole), Buffer.from([0xff, 0xd9])];
  const start = whole.subarray(0, 2);
  assert.throws(() => readPicture(Buffer.concat([start, big, small, end])), /damaged/);
  const scan = small.subarray(small.indexOf(Buffer.from([0xff, 0xda])));
  assert.throws(() => readPicture(Buffer.concat([start, scan, small, end])), /damaged/);
  for (const marker of [0x02, 0xbf, 0xdf, 0xf0, 0xfd]) {
    const { content } = readPicture(Buffer.concat([start, segment(marker, smuggled), small, end]));
    assert.ok(!content.includes("smuggled"), marker.toString(16));
  }
  const pixels = deflateSync(Buffer.alloc(641 * 400));
  for (const bad of [
    png(640, 400, { packed: Buffer.concat([pixels, smuggled]) }),
    ...["IHDR", "gAMA", "sRGB", "sBIT", "cHRM"].map((name) => png(640, 400, { more: chunk(name, smuggled) })),
    ...["PLTE", "tRNS"].map((name) => png(640, 400, { more: chunk(name, Buffer.alloc(769)) })),
    png(640, 400, { more: Buffer.concat([chunk("IDAT", pixels), chunk("IEND", smuggled)]) }),
  ])
    assert.throws(() => readPicture(bad), /damaged/);
  assert.equal(readPicture(png(640, 400, { more: chunk("gAMA", Buffer.alloc(4)) })).width, 640);
  assert.equal(readPicture(webp(640, 640)).width, 640);
  assert.throws(() => readPicture(webp(16_384, 640)), /damaged/);
});

test("the examples' pictures are as a listing takes them, and small", () => {
  const root = new URL("../../examples", import.meta.url).pathname;
  const folders = ["ready", "integrations"].flatMap((name) => readdirSync(join(root, name)).map((one) => join(root, name, one)));
  let found = 0;
  for (const folder of folders.filter((one) => statSync(one).isDirectory() && readdirSync(one).includes("pictures"))) {
    const read = (path: string) => readFileSync(join(folder, path));
    const { pictures, problems } = checkProgram({
      paths: readdirSync(folder, { recursive: true, encoding: "utf8" }),
      readText: (path) => read(path).toString("utf8"),
      readBytes: (path) => read(path),
    });
    assert.deepEqual([problems, pictures.icon?.width, pictures.items.length], [[], 256, 1], folder);
    assert.ok(pictures.items.every(({ type, bytes }) => type === "image/webp" && bytes < 60_000));
    found++;
  }
  assert.equal(found, 9);
});
