package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
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
func overdueInvoices(address, key string) ([]invoice, error) {
	var all []invoice
	cursor := ""
	for {
		query := url.Values{"status": {"overdue"}, "limit": {"100"}}
		if cursor != "" {
			query.Set("cursor", cursor)
		}
		found, err := readPage(strings.TrimRight(address, "/")+"/api/invoices?"+query.Encode(), key)
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

func readPage(address, key string) (page, error) {
	var found page
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return found, err
	}
	request.Header.Set("Authorization", "Bearer "+key)
	answer, err := client.Do(request)
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
