"""The made-up casebook of the benches as a site for Hugo, built the way Hugo builds fastest.

A page a brief with its facts, resolved links, sources and "mentioned in"; a timeline on actors; registers and tag pages of
fifty rows; home, feed, sitemap and redirects of nothing. Hugo keeps no backlinks: one cached partial walks all pages once.
What Casebook does beside that (checks, citations, drawings, search, exports, data of every page) is left out here.
"""
import json
from pathlib import Path

FOLDERS = {"actors": "Actors", "events": "Events", "recommendations": "Recommendations"}

CONFIG = """\
baseURL = "https://example.org/made-up/"
title = "A made-up casebook"
locale = "en"
timeout = "1800s"
[pagination]
pagerSize = 50
disableAliases = true
[taxonomies]
tag = "tags"
[outputs]
home = ["html", "rss"]
section = ["html"]
taxonomy = ["html"]
term = ["html"]
[services.rss]
limit = 50
"""

BASE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{ .Title }} | {{ site.Title }}</title>
<meta name="description" content="{{ .Params.summary }}">
<link rel="canonical" href="{{ .Permalink }}">
<link rel="stylesheet" href="{{ "site.css" | relURL }}">
</head>
<body>
{{ partialCached "navigation.html" . }}
<main>{{ block "main" . }}{{ end }}</main>
{{ partialCached "foot.html" . }}
</body>
</html>
"""

NAVIGATION = """\
<nav><a href="{{ site.Home.RelPermalink }}">{{ site.Title }}</a>
{{ range site.Sections }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>
{{ end }}<a href="{{ "tags/" | relURL }}">Tags</a></nav>
"""

FOOT = """<footer>{{ len site.RegularPages }} briefs. <a href="{{ "index.xml" | relURL }}">Feed</a></footer>"""

# Who mentions whom, in fields and in prose, and who took part in what.
INDEX = """\
{{- $index := newScratch -}}
{{- range $page := site.RegularPages -}}
{{- $targets := slice -}}
{{- range .Params.actors -}}
{{- $targets = $targets | append . -}}
{{- if eq $page.Section "events" -}}
{{- $index.SetInMap (print "timeline " .) (print ($page.Date.Format "2006-01-02 ") $page.Path) $page -}}
{{- end -}}
{{- end -}}
{{- $targets = $targets | append .Params.events -}}
{{- range findRESubmatch `\\]\\(/([a-z]+/[a-z0-9-]+)\\.md\\)` .RawContent -}}
{{- $targets = $targets | append (index . 1) -}}
{{- end -}}
{{- range uniq $targets -}}{{- $index.SetInMap (print "mentions " .) $page.Path $page -}}{{- end -}}
{{- end -}}
{{- return $index -}}
"""

PAGE = """\
{{ define "main" }}
{{ $index := partialCached "index.html" site }}
{{ $own := print .Section "/" .File.ContentBaseName }}
<h1>{{ .Title }}</h1>
<p class="summary">{{ .Params.summary }}</p>
<dl class="facts">
{{ with .Params.date }}<dt>Date</dt><dd><time datetime="{{ time.Format "2006-01-02" . }}">{{ time.Format "2 January 2006" . }}</time></dd>{{ end }}
{{ with .Params.place }}<dt>Place</dt><dd>{{ delimit . ", " }}</dd>{{ end }}
{{ range .Params.actors }}{{ with site.GetPage . }}<dt>Actor</dt><dd><a href="{{ .RelPermalink }}">{{ .Title }}</a></dd>{{ else }}{{ errorf "nothing at %s" . }}{{ end }}
{{ end }}{{ range .Params.events }}{{ with site.GetPage . }}<dt>Event</dt><dd><a href="{{ .RelPermalink }}">{{ .Title }}</a></dd>{{ else }}{{ errorf "nothing at %s" . }}{{ end }}
{{ end }}<dt>Tags</dt><dd>{{ range .GetTerms "tags" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</dd>
</dl>
{{ .Content }}
<h2>Sources</h2>
<ol>{{ range .Params.sources }}<li>{{ with index site.Data.sources . }}<a href="https://example.org/{{ .id }}">{{ .title }}</a>, {{ .publisher }}, {{ .date }}{{ end }}</li>
{{ end }}</ol>
{{ with $index.GetSortedMapValues (print "timeline " $own) }}<h2>Timeline</h2>
<ol>{{ range . }}<li><time>{{ .Date.Format "2006-01-02" }}</time> <a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ol>{{ end }}
{{ with $index.GetSortedMapValues (print "mentions " $own) }}<h2>Mentioned in</h2>
<ul>{{ range . }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul>{{ end }}
{{ end }}
"""

LIST = """\
{{ define "main" }}
<h1>{{ .Title }}</h1>
<ul>{{ range .Paginator.Pages }}<li>{{ with .Params.date }}<time>{{ time.Format "2006-01-02" . }}</time> {{ end }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Params.summary }}</li>
{{ end }}</ul>
{{ with .Paginator }}<p>{{ with .Prev }}<a href="{{ .URL }}">Back</a>{{ end }} {{ .PageNumber }}/{{ .TotalPages }} {{ with .Next }}<a href="{{ .URL }}">On</a>{{ end }}</p>{{ end }}
{{ end }}
"""

TERMS = """\
{{ define "main" }}
<h1>{{ .Title }}</h1>
<ul>{{ range .Data.Terms.Alphabetical }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ .Count }}</li>
{{ end }}</ul>
{{ end }}
"""

HOME = """\
{{ define "main" }}
<h1>{{ .Title }}</h1>
<ul>{{ range site.Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ len .RegularPages }}</li>
{{ end }}</ul>
<ul>{{ range first 20 site.RegularPages.ByDate.Reverse }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul>
{{ end }}
"""

LINK = """\
{{- if hasPrefix .Destination "/" -}}
{{- with site.GetPage .Destination -}}<a href="{{ .RelPermalink }}">{{ $.Text }}</a>{{- else -}}{{- errorf "nothing at %s" .Destination -}}{{- end -}}
{{- else -}}<a href="{{ .Destination | safeURL }}">{{ .Text }}</a>{{- end -}}
"""

LAYOUTS = {
    "baseof.html": BASE,
    "_partials/navigation.html": NAVIGATION,
    "_partials/foot.html": FOOT,
    "_partials/index.html": INDEX,
    "page.html": PAGE,
    "section.html": LIST,
    "term.html": LIST,
    "taxonomy.html": TERMS,
    "home.html": HOME,
    "_markup/render-link.html": LINK,
}


def convert(records_file, folder):
    """Writes the site's sources below `folder` from the records of the generator."""
    folder = Path(folder)

    def write(path, text):
        path = folder / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    with open(records_file, encoding="utf-8") as lines:
        sources = json.loads(next(lines))
        records = [json.loads(line) for line in lines]
    names = [f"{record['folder']}/{record['id']}" for record in records]
    write("hugo.toml", CONFIG)
    write("data/sources.json", json.dumps({source["id"]: source for source in sources}))
    write("static/site.css", "main{max-width:60rem;margin:auto}\n")
    for name, text in LAYOUTS.items():
        write(f"layouts/{name}", text)
    for name, title in FOLDERS.items():
        write(f"content/{name}/_index.md", f"---\ntitle: {title}\n---\n")
    for name, record in zip(names, records):
        front = {key: record[key] for key in ("title", "summary", "tags", "sources", "place")}
        front["date"] = record["date"] or None
        front["actors"] = [names[to] for to in record["actors"]]
        front["events"] = [names[to] for to in record["events"]]
        front = {key: value for key, value in front.items() if value}
        write(f"content/{name}.md", json.dumps(front, indent=1) + "\n\n" + body(record, records, names))


def body(record, records, names):
    """The text, with links as Hugo resolves them."""
    paragraphs = []
    for paragraph in record["body"]:
        if "Plain" in paragraph:
            paragraphs.append(paragraph["Plain"])
            continue
        pieces = [piece["Text"] if "Text" in piece else f"[{records[piece['Link']]['title']}](/{names[piece['Link']]}.md)" for piece in paragraph["Prose"]]
        paragraphs.append("".join(pieces))
    return "\n\n".join(paragraphs) + "\n"
