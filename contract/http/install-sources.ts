/** How somebody came to install: by a search, a category, the front page, a suggestion, a link to the listing, an install view in the host's page, or none of our pages. */
export const installSources = ["search", "category", "browse", "suggest", "link", "host_page", "direct"] as const;
