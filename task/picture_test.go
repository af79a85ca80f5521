package main

import (
	"image"
	"image/color"
	"image/draw"
	"strings"
	"testing"
)

// page is a window with three flat areas and, when asked, a noise that stands for text.
func page(rail, list, main color.RGBA, text bool) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 1280, 840))
	for area, c := range map[image.Rectangle]color.RGBA{
		image.Rect(0, 0, 92, 840): rail, image.Rect(92, 0, 440, 840): list, image.Rect(440, 0, 1280, 840): main,
	} {
		draw.Draw(img, area, image.NewUniform(c), image.Point{}, draw.Src)
	}
	for i := 0; text && i < 200; i++ {
		img.SetRGBA(100+i, 100, color.RGBA{R: uint8(i), G: 40, B: 90, A: 255})
	}
	return img
}

// welcome has text and a card, but no rail and no list.
func welcome(ground, card color.RGBA) *image.RGBA {
	img := page(ground, ground, ground, true)
	draw.Draw(img, image.Rect(700, 200, 1100, 600), image.NewUniform(card), image.Point{}, draw.Src)
	return img
}

func TestAPictureOfTheInboxIsToldFromABlankOne(t *testing.T) {
	petrol, paper, white := color.RGBA{14, 92, 110, 255}, color.RGBA{236, 233, 226, 255}, color.RGBA{255, 255, 255, 255}
	for name, c := range map[string]struct {
		img  image.Image
		want string
	}{
		"the inbox":         {page(petrol, paper, white, true), ""},
		"a white window":    {page(white, white, white, false), "blank"},
		"areas but no text": {page(petrol, paper, white, false), "blank"},
		"text on one area":  {page(white, white, white, true), "look the same"},
		"no list":           {page(petrol, white, white, true), "list and main"},
		"a tiny window":     {image.NewRGBA(image.Rect(0, 0, 10, 10)), "10 × 10"},
		"a welcome page":    {welcome(paper, white), "look the same"},
	} {
		_, err := judge(c.img)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s was refused: %v", name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: got %v, want an error with %q", name, err, c.want)
		}
	}
}
