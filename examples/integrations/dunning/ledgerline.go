package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

type invoice struct {
	ID         string `json:"id"`
	Number     string `json:"number"`
	DueOn      string `json:"due_on"`
	Currency   string `json:"currency"`
	TotalCents int64  `json:"total_cents"`
	Contact    struct {
		ID    string `json:"id"`
		Name  string `json:"name"`
		Email string `json:"email"`
	} `json:"contact"`
}

type page struct {
	Data       []invoice `json:"data"`
	NextCursor *string   `json:"next_cursor"`
}

var client = http.Client{Timeout: 30 * time.Second}

// overdueInvoices reads all overdue invoices, page by page.
func overdueInvoices(api string) ([]invoice, error) {
	var all []invoice
	cursor := ""
	for {
		query := url.Values{"status": {"overdue"}, "limit": {"100"}}
		if cursor != "" {
			query.Set("cursor", cursor)
		}
		found, err := readPage(api + "/invoices?" + query.Encode())
		if err != nil {
			return nil, err
		}
		all = append(all, found.Data...)
		if found.NextCursor == nil {
			return all, nil
		}
		cursor = *found.NextCursor
	}
}

// Stoa adds who calls, and for whom, on the way: this program has no key.
func readPage(address string) (page, error) {
	var found page
	answer, err := client.Get(address)
	if err != nil {
		return found, fmt.Errorf("Ledgerline cannot be reached: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(answer.Body, 300))
		return found, fmt.Errorf("Ledgerline answered %s: %s", answer.Status, text)
	}
	return found, json.NewDecoder(answer.Body).Decode(&found)
}
