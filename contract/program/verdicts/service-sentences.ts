import type { Sentence } from "./sentence.ts";

/** What is the other service's: a later run may work. */
export const serviceSentences: readonly Sentence[] = [
  [
    /^The other service did not answer or answered with an error;/,
    {
      en: "The other service did not answer or answered with an error; a later run may work.",
      de: "Der andere Dienst antwortete nicht oder mit einem Fehler; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^The other service could not be reached;/,
    {
      en: "The other service could not be reached; a later run may work.",
      de: "Der andere Dienst war nicht erreichbar; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^(?<server>"[^"]+"|\S+) could not be reached;/,
    { en: "{server} could not be reached; a later run may work.", de: "{server} war nicht erreichbar; ein späterer Lauf kann gelingen." },
  ],
  [
    /^The other service did not answer in time;/,
    {
      en: "The other service did not answer in time; a later run may work.",
      de: "Der andere Dienst antwortete nicht rechtzeitig; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^(?<server>"[^"]+"|\S+) did not answer in time;/,
    {
      en: "{server} did not answer in time; a later run may work.",
      de: "{server} antwortete nicht rechtzeitig; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^The other service refused the connection;/,
    {
      en: "The other service refused the connection; a later run may work.",
      de: "Der andere Dienst lehnte die Verbindung ab; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^(?<server>"[^"]+"|\S+) refused the connection;/,
    {
      en: "{server} refused the connection; a later run may work.",
      de: "{server} lehnte die Verbindung ab; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^The other service showed a certificate that cannot be trusted;/,
    {
      en: "The other service showed a certificate that cannot be trusted; a later run may work.",
      de: "Der andere Dienst zeigte ein Zertifikat, dem nicht zu trauen ist; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^(?<server>"[^"]+"|\S+) showed a certificate that cannot be trusted;/,
    {
      en: "{server} showed a certificate that cannot be trusted; a later run may work.",
      de: "{server} zeigte ein Zertifikat, dem nicht zu trauen ist; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^The other service says that it was asked too often;/,
    {
      en: "The other service says that it was asked too often; a later run may work.",
      de: "Der andere Dienst sagt, dass zu oft angefragt wurde; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^(?<server>"[^"]+"|\S+) says that it was asked too often;/,
    {
      en: "{server} says that it was asked too often; a later run may work.",
      de: "{server} sagt, dass zu oft angefragt wurde; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^The other service could not be found by its name;/,
    {
      en: "The other service could not be found by its name; a later run may work.",
      de: "Der andere Dienst ist unter diesem Namen nicht zu finden; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^(?<server>"[^"]+"|\S+) could not be found by its name;/,
    {
      en: "{server} could not be found by its name; a later run may work.",
      de: "{server} ist unter diesem Namen nicht zu finden; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^The other service broke off the connection;/,
    {
      en: "The other service broke off the connection; a later run may work.",
      de: "Der andere Dienst brach die Verbindung ab; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^(?<server>"[^"]+"|\S+) broke off the connection;/,
    {
      en: "{server} broke off the connection; a later run may work.",
      de: "{server} brach die Verbindung ab; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^The other service answered with an error of its own;/,
    {
      en: "The other service answered with an error of its own; a later run may work.",
      de: "Der andere Dienst antwortete mit einem eigenen Fehler; ein späterer Lauf kann gelingen.",
    },
  ],
  [
    /^(?<server>"[^"]+"|\S+) answered with an error of its own;/,
    {
      en: "{server} answered with an error of its own; a later run may work.",
      de: "{server} antwortete mit einem eigenen Fehler; ein späterer Lauf kann gelingen.",
    },
  ],
];
