package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// wrongSetting is a failure that its customer mends in the settings: the run says so, and ends with 78.
type wrongSetting struct{ text string }

func (wrong wrongSetting) Error() string { return wrong.text }

func settingOf(err error) (string, bool) {
	var wrong wrongSetting
	found := errors.As(err, &wrong)
	return wrong.text, found
}

// addressOf reads an address as it was entered, with the scheme it was entered without; inside a network few servers speak TLS.
func addressOf(entered, title string) (string, error) {
	text := strings.TrimRight(strings.TrimSpace(entered), "/")
	if !strings.Contains(text, "://") {
		text = schemeFor(text) + text
	}
	read, err := url.Parse(text)
	if err != nil || read.Hostname() == "" || strings.ContainsAny(text, " \t") || (read.Scheme != "http" && read.Scheme != "https") {
		return "", wrongSetting{fmt.Sprintf(told("%q holds %q, which is not an address such as https://app.example.com.", "In %q steht %q; das ist keine Adresse wie https://app.example.com."), title, entered)}
	}
	return text, nil
}

func schemeFor(text string) string {
	host, _, _ := strings.Cut(text, "/")
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if address := net.ParseIP(host); host == "localhost" || (address != nil && (address.IsLoopback() || address.IsPrivate())) {
		return "http://"
	}
	return "https://"
}
