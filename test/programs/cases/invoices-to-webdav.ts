import assert from "node:assert/strict";
import { exampleFolder, hostOf, type ProgramCase, stopAll } from "../program-case.ts";
import { startExampleHost, startWebdav } from "../servers/index.ts";

type Listed = { data: { id: string; number: string }[] };

/** Exit 0, 0, 0, 1 (refused password), 1 (connection refused). */
export const invoicesToWebdav: ProgramCase = {
  id: "invoices-to-webdav",
  folder: exampleFolder("invoices-to-webdav"),
  about: "Node: invoices as pages on a WebDAV server",
  async open() {
    const host = await startExampleHost();
    const dav = await startWebdav();
    const invoice = async (number: string): Promise<string> => {
      const { data } = await host.call<Listed>("GET", "/invoices?limit=100");
      return data.find((one) => one.number === number)?.id ?? "";
    };
    return {
      config: { webdav_url: dav.url, webdav_user: dav.user, folder: "invoices" },
      secrets: { webdav_password: dav.password },
      product: host,
      hosts: [hostOf(host.url), hostOf(dav.url)],
      stop: () => stopAll([host, dav]),
      runs: [
        {
          name: "a preview meets the file server too",
          mode: "preview",
          secrets: { webdav_password: "not-the-password" },
          expect: { outcome: "failed", failureClass: "credentials" },
        },
        {
          name: "every invoice at first",
          expect: { outcome: "succeeded", counts: { created: 19, updated: 0 } },
          async prove() {
            assert.equal((await dav.list()).length, 19);
            assert.match(await dav.read("invoices/INV-1001.html"), /Anna Bergström.*paid/s);
          },
        },
        { name: "idle when nothing changed", expect: { outcome: "succeeded", counts: { created: 0, updated: 0 } } },
        {
          name: "one paid, one deleted",
          async before() {
            await host.call("PATCH", `/invoices/${await invoice("INV-1005")}`, { status: "paid" });
            await host.call("DELETE", `/invoices/${await invoice("INV-1002")}`);
          },
          expect: { outcome: "succeeded", counts: { created: 0, updated: 2 } },
          async prove() {
            assert.match(await dav.read("invoices/INV-1005.html"), /, paid/);
            assert.equal((await dav.list()).includes("invoices/INV-1002.html"), false);
          },
        },
        {
          name: "file server refuses the password",
          secrets: { webdav_password: "not-the-password" },
          expect: { outcome: "failed", failureClass: "credentials" },
        },
        { name: "file server is down", before: () => dav.stop(), expect: { outcome: "failed", failureClass: "upstream" } },
      ],
    };
  },
};
