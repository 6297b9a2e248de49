import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { t } from "../../words/t.ts";
import styles from "./wishes-page.module.css";

/** Under what was found: the way to ask for what was not. */
export function AskLine({ words }: { words: string }) {
  return (
    <div className={styles.ask}>
      <span>{t("Not what you are looking for? Ask for it: your votes decide what comes next.")}</span>
      <AskButton words={words} />
    </div>
  );
}

export function AskButton({ words }: { words: string }) {
  return (
    <Button component={Link} to="/shop/wishes" search={(words ? { name: words } : {}) as never} variant="default">
      {words ? t("Ask for “{words}”", { words }) : t("Ask for an integration")}
    </Button>
  );
}
