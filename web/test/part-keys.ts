import { test } from "node:test";
import assert from "node:assert/strict";
import type { Page } from "playwright-core";

/** What keys do in the gallery's parts. @param open a page of the gallery by its query */
export function testKeys(open: (query: string) => Promise<Page>): void {
  test("slash searches, typed filters go to the address and survive a reload, j and k move through rows", async () => {
    const page = await open("part=table");
    await page.waitForSelector("[data-row-link]");
    const rows = () => page.locator("table").first().locator("[data-row-link]").count();
    assert.equal(await rows(), 24);
    await page.keyboard.press("/");
    await page.keyboard.type("nordwind verdict:failed");
    await page.waitForURL(/verdict=failed/);
    assert.match(page.url(), /q=nordwind/);
    const found = await rows();
    await page.reload();
    await page.waitForSelector("[data-row-link], h2");
    assert.equal(await rows(), found);
    await page.goto("/parts?part=table");
    await page.waitForSelector("[data-row-link]");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    const focused = await page.evaluate(() => document.activeElement?.closest("tr")?.rowIndex);
    assert.equal(focused, 1);
    await page.close();
  });

  test("ctrl-K finds an act, Enter does it, Esc closes only the top thing", async () => {
    const page = await open("part=states");
    await page.getByRole("button", { name: "Uninstall Invoice sync" }).click();
    await page.waitForSelector("dialog[open]");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("dialog[open]").count(), 0);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("log");
    await page.keyboard.press("Enter");
    await page.waitForURL(/part=log/);
    await page.close();
  });

  test("an act that nothing brings back needs the name typed", async () => {
    const page = await open("part=states");
    await page.getByRole("button", { name: "Uninstall Invoice sync" }).click();
    const dialog = page.locator("dialog[open]");
    const act = dialog.getByRole("button", { name: "Uninstall Invoice sync" });
    assert.equal(await act.isDisabled(), true);
    await dialog.getByRole("textbox").fill("Invoice sync");
    assert.equal(await act.isDisabled(), false);
    // A press beside it does not lose what was typed.
    await page.mouse.click(5, 5);
    assert.equal(await dialog.getByRole("textbox").inputValue(), "Invoice sync");
    await page.close();
  });

  test("a form that is not right names the fields at its end, and each name leads to its field", async () => {
    const page = await open("part=form");
    const isFocused = (name: string) => page.waitForFunction((one) => document.activeElement?.getAttribute("name") === one, name);
    await isFocused("server");
    await page.getByRole("alert").getByRole("button", { name: "Days to look back" }).click();
    await isFocused("since_days");
    await page.close();
  });
}

/** Long logs and forms under a person's hands. */
export function testHands(open: (query: string) => Promise<Page>): void {
  test("a log of a million lines stays quick: few elements, the tail followed until one scrolls, search over all of it", async () => {
    const page = await open("part=log&lines=1000000");
    const log = page.locator('section[aria-label="Log run-live"]');
    const lines = log.locator('section[aria-label^="Lines"]');
    await log.getByText("row 999999 copied", { exact: false }).waitFor();
    assert.ok((await lines.locator("[data-index]").count()) < 120, "the whole log was drawn");
    // Where the tail is being followed at that very moment it wins, and a person scrolls once more.
    const isAtTop = await lines.evaluate(async (element) => {
      for (let tries = 0; tries < 100; tries++) {
        element.scrollTo({ top: 0 });
        await new Promise((resolve) => setTimeout(resolve, 200));
        if (element.textContent.includes("row 0 copied")) return true;
      }
      return false;
    });
    assert.ok(isAtTop, "the tail was followed although one scrolled");
    await log.getByText("Follow", { exact: false }).waitFor();
    await log.getByRole("searchbox").fill("kept older");
    await log.getByText("1,024 lines", { exact: true }).waitFor();
    await page.close();
  });

  test("what is typed into a form survives a reload and is there in another tab, a typed secret is not", async () => {
    const page = await open("part=form");
    await page.getByLabel("Days to look back").fill("77");
    await page.getByLabel("Import token").fill("canary-secret-value");
    await page.waitForFunction(() => JSON.stringify({ ...localStorage }).includes("77"));
    // What was typed last would be there a moment later.
    await page.waitForTimeout(300);
    assert.ok(!(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).includes("canary-secret-value"));
    await page.reload();
    await page.getByText("unsaved changes", { exact: false }).waitFor();
    assert.equal(await page.getByLabel("Days to look back").inputValue(), "77");
    assert.equal(await page.getByLabel("Import token").inputValue(), "");
    const again = () => page.evaluate(() => void window.open(location.href, "_blank", "noopener"));
    const [beside] = await Promise.all([page.waitForEvent("popup"), again()]);
    await beside.getByText("unsaved changes", { exact: false }).waitFor();
    assert.equal(await beside.getByLabel("Days to look back").inputValue(), "77");
    await beside.close();
    await page.close();
  });

  test("letters typed without a pause on a slow machine all stay, also where a choice draws the form anew meanwhile", async () => {
    const page = await open("part=form");
    const slow = await page.context().newCDPSession(page);
    await slow.send("Emulation.setCPUThrottlingRate", { rate: 6 });
    const text = "https://127.0.0.1:2525/every/letter/of/this";
    for (const name of ["server", "note"]) {
      const field = page.locator(`[name="${name}"]`);
      await field.fill("");
      await field.pressSequentially(text, { delay: 0 });
      assert.equal(await field.inputValue(), text);
    }
    await page.getByRole("button", { name: "Discard changes" }).click();
    assert.equal(await page.locator('[name="note"]').inputValue(), "Thank you for your business.");
    await page.close();
  });
}
