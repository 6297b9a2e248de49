import { createClient, type Client, type Query } from "@stoa/sdk";
import { tellAnswer } from "../frame/tell-answers.ts";
import { languageNow } from "../words/language.ts";
import { dropFrameToken, readFrameToken } from "./session.ts";

const plain = createClient({ url: "", token: readFrameToken, renew: dropFrameToken, language: languageNow });

/** The API of the deployment these pages came from; the page around a frame learns what its answers mean. */
export const api: Client = {
  ...plain,
  async get<T>(path: string, query?: Query, signal?: AbortSignal) {
    const answer = await plain.get<T>(path, query, signal);
    tellAnswer("GET", path, answer);
    return answer;
  },
  async send<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown) {
    const answer = await plain.send<T>(method, path, body);
    tellAnswer(method, path, answer, body);
    return answer;
  },
};
