// The desk's pages work without this file; it adds what a form cannot: the live stream.
import "./stream.js";
import "./day.js";
