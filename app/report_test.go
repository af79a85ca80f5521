package app

import (
	"testing"
	"time"

	"github.com/balcao-app/balcao/internal/desk"
)

// TestReportPeriods: a period is the last days or any dates, and nothing that is no date, runs backwards or would read for ever.
func TestReportPeriods(t *testing.T) {
	zone, err := time.LoadLocation("America/Sao_Paulo")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 31, 23, 59, 0, 0, zone)
	for _, c := range []struct {
		ask         ReportRequest
		first, last string // of the days, empty: refused
		days        int
	}{
		{ReportRequest{Days: 7}, "2026-03-25", "2026-03-31", 7},
		{ReportRequest{Days: 90, First: "2020-01-01", Last: "2020-01-02"}, "2026-01-01", "2026-03-31", 90},
		{ReportRequest{First: "2026-03-31", Last: "2026-03-31"}, "2026-03-31", "2026-03-31", 1},
		{ReportRequest{First: "2024-01-01", Last: "2024-12-31"}, "2024-01-01", "2024-12-31", 366},
		{ReportRequest{First: "2018-11-03", Last: "2018-11-05"}, "2018-11-03", "2018-11-05", 3}, // no midnight on the second of them
		{ReportRequest{First: "2024-01-01", Last: "2025-01-01"}, "", "", 0},
		{ReportRequest{First: "0001-01-01", Last: "9999-12-31"}, "", "", 0},
		{ReportRequest{First: "2026-03-02", Last: "2026-03-01"}, "", "", 0},
		{ReportRequest{First: "2026-02-30", Last: "2026-03-01"}, "", "", 0},
		{ReportRequest{First: "", Last: "2026-03-01"}, "", "", 0},
		{ReportRequest{Days: 8}, "", "", 0},
		{ReportRequest{Days: -7}, "", "", 0},
	} {
		borders, err := c.ask.borders(now)
		if c.first == "" {
			if f := desk.AsFault(err); f == nil || f.Code != desk.CodeBadRequest {
				t.Errorf("%+v: %v", c.ask, err)
			}
			continue
		}
		if err != nil || len(borders) != c.days+1 || borders[0].Format(time.DateOnly) != c.first || borders[c.days-1].Format(time.DateOnly) != c.last {
			t.Errorf("%+v: %v, %v", c.ask, borders, err)
		}
	}
}
