import { rankWith, type JsonFormsRendererRegistryEntry, type LayoutProps, type UISchemaElement } from "@jsonforms/core";
import { JsonFormsDispatch, withJsonFormsLayoutProps } from "@jsonforms/react";
import styles from "./config-form.module.css";

function elementsOf(uischema: UISchemaElement): readonly UISchemaElement[] {
  return "elements" in uischema && Array.isArray(uischema.elements) ? uischema.elements : [];
}

function textOf(uischema: UISchemaElement, ...names: string[]): string | undefined {
  const said = uischema as unknown as Record<string, unknown>;
  return names.map((name) => said[name]).find((value) => typeof value === "string");
}

function Elements({ uischema, schema, path, renderers, cells, enabled }: LayoutProps) {
  return elementsOf(uischema).map((element, index) => (
    <JsonFormsDispatch
      key={index}
      uischema={element}
      schema={schema}
      path={path}
      enabled={enabled}
      {...(renderers ? { renderers } : {})}
      {...(cells ? { cells } : {})}
    />
  ));
}

function Stack(props: LayoutProps) {
  if (!props.visible) return null;
  return (
    <div className={props.uischema.type === "HorizontalLayout" ? styles.across : styles.down}>
      <Elements {...props} />
    </div>
  );
}

function Section(props: LayoutProps) {
  if (!props.visible) return null;
  const title = textOf(props.uischema, "label", "title", "text");
  const hint = textOf(props.uischema, "hintText", "description");
  return (
    <fieldset className={styles.section}>
      {title ? <legend>{title}</legend> : null}
      {hint ? <p className={styles.hint}>{hint}</p> : null}
      <div className={styles.down}>
        <Elements {...props} />
      </div>
    </fieldset>
  );
}

function Words({ uischema, visible }: LayoutProps) {
  return visible ? <p className={styles.words}>{textOf(uischema, "text", "label", "title")}</p> : null;
}

function Rule({ visible }: LayoutProps) {
  return visible ? <hr className={styles.rule} /> : null;
}

function entry(types: readonly string[], Renderer: (props: LayoutProps) => React.ReactNode): JsonFormsRendererRegistryEntry {
  return { tester: rankWith(10, (element: UISchemaElement) => types.includes(element.type)), renderer: withJsonFormsLayoutProps(Renderer) };
}

/** JSON Forms' layouts and Pandium's own Section, Divider and text; tabs become sections, so that nothing is hidden behind one. */
export const layoutRenderers: JsonFormsRendererRegistryEntry[] = [
  entry(["VerticalLayout", "HorizontalLayout", "Categorization"], Stack),
  entry(["Group", "Section", "Category"], Section),
  entry(["Label", "Text", "HintText"], Words),
  entry(["Divider"], Rule),
];
