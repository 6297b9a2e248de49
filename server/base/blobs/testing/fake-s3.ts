import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

/** A server of the S3 protocol in memory: put, get with ranges, head, delete, list in pages. Checks that requests are signed and whole. */
export async function startFakeS3(pageSize = 3): Promise<{ endpoint: string; server: Server }> {
  const objects = new Map<string, Buffer>();
  const server = createServer((request, response) => void answer(objects, pageSize, request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return { endpoint: `http://127.0.0.1:${port}`, server };
}

async function answer(objects: Map<string, Buffer>, pageSize: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const [, bucket = "", ...rest] = url.pathname.split("/");
  const key = decodeURIComponent(rest.join("/"));
  const body = await buffer(request);
  const fault = checkRequest(request, body);
  if (fault) return sendFault(response, 403, fault);
  if (bucket !== "bucket") return sendFault(response, 404, "NoSuchBucket");
  if (request.method === "PUT") return void (objects.set(key, body), response.setHeader("etag", '"1"').end());
  if (request.method === "DELETE") return void (objects.delete(key), response.writeHead(204).end());
  if (key === "") return sendList(response, objects, url.searchParams, pageSize);
  const found = objects.get(key);
  if (!found) return sendFault(response, 404, "NoSuchKey");
  if (request.method === "HEAD") return void response.setHeader("content-length", found.length).end();
  sendRange(response, found, request.headers.range);
}

function checkRequest(request: IncomingMessage, body: Buffer): string | undefined {
  const { authorization = "", "x-amz-content-sha256": digest, "x-amz-trailer": trailer } = request.headers;
  if (!/^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/here\/s3\/aws4_request, SignedHeaders=.*, Signature=[0-9a-f]{64}$/.test(authorization))
    return "SignatureDoesNotMatch";
  if (trailer !== undefined) return "NotImplemented";
  if (digest !== "UNSIGNED-PAYLOAD" && digest !== createHash("sha256").update(body).digest("hex")) return "XAmzContentSHA256Mismatch";
  return undefined;
}

function sendRange(response: ServerResponse, found: Buffer, header: string | undefined): void {
  const range = /^bytes=(\d+)-(\d*)$/.exec(header ?? "");
  if (!range) return void response.end(found);
  const start = Number(range[1]);
  if (start >= found.length) return sendFault(response, 416, "InvalidRange");
  const end = Math.min(range[2] === "" ? found.length - 1 : Number(range[2]), found.length - 1);
  response.writeHead(206, { "content-range": `bytes ${start}-${end}/${found.length}` }).end(found.subarray(start, end + 1));
}

function sendList(response: ServerResponse, objects: Map<string, Buffer>, query: URLSearchParams, pageSize: number): void {
  const after = query.get("continuation-token") ?? "";
  const keys = [...objects.keys()].filter((key) => key.startsWith(query.get("prefix") ?? "") && key > after).toSorted();
  const page = keys.slice(0, pageSize);
  const contents = page.map((key) => `<Contents><Key>${key}</Key><Size>${objects.get(key)?.length ?? 0}</Size></Contents>`).join("");
  const more = keys.length > page.length;
  const next = more ? `<NextContinuationToken>${page.at(-1) ?? ""}</NextContinuationToken>` : "";
  response
    .setHeader("content-type", "application/xml")
    .end(`<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents}</ListBucketResult>`);
}

function sendFault(response: ServerResponse, status: number, code: string): void {
  response
    .writeHead(status, { "content-type": "application/xml" })
    .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
