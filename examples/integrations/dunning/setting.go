package main

import "errors"

// wrongSetting is a failure that its customer mends in the settings: the run says so, and ends with 78.
type wrongSetting struct{ text string }

func (wrong wrongSetting) Error() string { return wrong.text }

func settingOf(err error) (string, bool) {
	var wrong wrongSetting
	found := errors.As(err, &wrong)
	return wrong.text, found
}
