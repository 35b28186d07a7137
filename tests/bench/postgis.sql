-- The workload's rows as PostGIS tables, one for each kind; read by peers.sh with `rows` set.
-- reach: where a rally on the same civil date in any zone, or two hours away, may lie in time.
create extension postgis;
create unlogged table raw (id int, region int, paslon int, kind text, tz int, st bigint, en bigint,
    buildup int, dispersal int, r float8, kmh float8, col float8, n int, pts text);
\copy raw from pstdin
create function secs(bigint) returns timestamptz language sql immutable
    as 'select to_timestamp($1::float8)';
create function day_of(bigint, int) returns int language sql immutable
    as 'select floor(($1 + $2 * 3600) / 86400.0)::int';

create table rallies as
select id, paslon, r, ('POINT(' || pts || ')')::geography as geog,
       tstzrange(secs(i), secs(o)) as span,
       int4range(day_of(i, tz), day_of(o - 1, tz), '[]') as days,
       int4range(day_of(i - 7200, 7), day_of(o + 7200, 9), '[]')
           + int4range(day_of(i, tz), day_of(o - 1, tz), '[]') as reach_days,
       tstzrange(least(secs(i - 7200), secs(day_of(i, tz) * 86400::bigint - 9 * 3600)),
                 greatest(secs(o + 7200), secs((day_of(o - 1, tz) + 1) * 86400::bigint - 7 * 3600)))
           as reach
from raw, lateral (select st - buildup * 60 as i, en + dispersal * 60 as o) as t
where kind = 'R';

create table meetings as
select id, paslon, r, ('POINT(' || pts || ')')::geography as geog,
       tstzrange(secs(st), secs(en)) as span,
       int4range(day_of(st, tz), day_of(en - 1, tz), '[]') as days,
       int4range(day_of(st - 7200, 7), day_of(en + 7200, 9), '[]') as reach_days
from raw where kind = 'M';

create table convoys as
select id, paslon, 0::float8 as r, geog, tstzrange(secs(st), secs(o)) as span,
       int4range(day_of(st, tz), day_of(o, tz), '[]') as days,
       int4range(day_of(st - 7200, 7), day_of(o + 7200, 9), '[]') as reach_days
from (select *, (st + ceil((ST_Length(geog) + col) / (kmh / 3.6)))::bigint as o
      from (select *, ('LINESTRING(' || pts || ')')::geography as geog from raw
            where kind = 'C') as c) as t;
drop table raw;

create unique index on rallies (id);
create unique index on meetings (id);
create unique index on convoys (id);
