/** Where a path begins: the tenant it speaks for. */
export const places = {
  customer: (id: string): string => `/v1/customers/${id}`,
  publisher: (id: string): string => `/v1/publishers/${id}`,
  side: (id: string): string => `/v1/sides/${id}`,
  operator: (): string => "/v1/operator",
} as const;
