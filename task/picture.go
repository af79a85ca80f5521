package main

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
)

const (
	// A page with text on it has hundreds of shades from the edges of letters alone; an empty one has a handful.
	fewestColours = 60
	// Two areas differ when their grounds are at least this far apart, of 255 in one channel.
	smallestStep = 3
)

// areas of the inbox from left to right, in parts of the picture's width and height. They lie well inside the rail,
// the list and the conversation, whose borders move a little with the window.
var areas = map[string]struct{ left, right float64 }{
	"rail": {0.005, 0.035},
	"list": {0.10, 0.30},
	"main": {0.40, 0.98},
}

// inspect tells what a picture of the window shows, or why it cannot be the inbox.
func inspect(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("open the picture: %w", err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		return "", fmt.Errorf("read the picture: %w", err)
	}
	return judge(img)
}

func judge(img image.Image) (string, error) {
	size := img.Bounds().Size()
	if size.X < 400 || size.Y < 400 {
		return "", fmt.Errorf("the window is only %d × %d points large", size.X, size.Y)
	}
	colours := countColours(img, img.Bounds())
	if colours < fewestColours {
		return "", fmt.Errorf("the window is blank: it shows only %d colours", colours)
	}
	for _, pair := range [][2]string{{"rail", "list"}, {"list", "main"}, {"rail", "main"}} {
		if step := distance(ground(img, area(img, pair[0])), ground(img, area(img, pair[1]))); step < smallestStep {
			return "", fmt.Errorf("%s and %s look the same (their grounds are %d apart)", pair[0], pair[1], step)
		}
	}
	return fmt.Sprintf("%d × %d points, %d colours, three areas that differ", size.X, size.Y, colours), nil
}

func area(img image.Image, name string) image.Rectangle {
	b, part := img.Bounds(), areas[name]
	at := func(share float64) int { return b.Min.X + int(share*float64(b.Dx())) }
	return image.Rect(at(part.left), b.Min.Y+b.Dy()/20, at(part.right), b.Max.Y-b.Dy()/20)
}

func countColours(img image.Image, in image.Rectangle) int {
	seen := map[color.RGBA]struct{}{}
	each(img, in, func(c color.RGBA) { seen[c] = struct{}{} })
	return len(seen)
}

// ground is the colour that most of an area has. The mean would not do: a welcome page, the same from side to side, has
// more or less text in each area too.
func ground(img image.Image, in image.Rectangle) (most color.RGBA) {
	points := map[color.RGBA]int{}
	each(img, in, func(c color.RGBA) { points[c]++ })
	for c, n := range points {
		if n > points[most] {
			most = c
		}
	}
	return most
}

// distance is the largest difference in one channel.
func distance(a, b color.RGBA) int {
	return max(apart(a.R, b.R), apart(a.G, b.G), apart(a.B, b.B))
}

func apart(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }

func each(img image.Image, in image.Rectangle, do func(color.RGBA)) {
	for y := in.Min.Y; y < in.Max.Y; y++ {
		for x := in.Min.X; x < in.Max.X; x++ {
			do(color.RGBAModel.Convert(img.At(x, y)).(color.RGBA))
		}
	}
}
