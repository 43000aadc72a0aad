//! Events that have a point, as GeoJSON (RFC 7946): longitude first, the uncertainty as a property in kilometres.

use super::url;
use crate::graph::Graph;
use crate::model::Kind;
use serde_json::{Value, json};

pub(super) fn geojson(graph: &Graph) -> Vec<u8> {
    let feature = |ix| -> Option<Value> {
        let event = graph[ix].event()?;
        let location = event.location.as_ref()?;
        let (lat, lon, radius) = location.point()?;
        Some(json!({
            "type": "Feature",
            "id": graph[ix].name(),
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {
                "title": &*graph[ix].common.title.value,
                "type": &*event.event_type.value,
                "date": event.date.as_ref().map(|date| date.as_str()),
                "place": location.name.as_ref().map(|name| &*name.value),
                "country": location.country.as_ref().map(|country| &*country.value),
                "precision": location.precision,
                "radius_km": radius,
                "rung": event.rung(),
                "contested": !graph.contested(ix).is_empty(),
                "uncorroborated": graph.is_event_uncorroborated(ix),
                "url": url(graph, ix),
            },
        }))
    };
    let features: Vec<Value> = graph.of_kind(Kind::Event).filter_map(feature).collect();
    let mut bytes = serde_json::to_vec(&json!({"type": "FeatureCollection", "features": features})).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
