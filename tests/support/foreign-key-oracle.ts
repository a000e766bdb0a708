import type { Client } from "pg";

/**
 * Each foreign key as `table.name (columns): covered` or `… uncovered`, told by a real server in SQL of the test's own:
 * columns are compared as numbers, and the condition of a partial index as PostgreSQL's parse tree. An index covers a
 * key whose columns are its first, in any order; it is whole, or leaves out nothing but nulls of those columns.
 */
const verdicts = `
    with keys as (
        select con.oid, con.conrelid, con.conname, con.conkey, cardinality(con.conkey) as width
        from pg_constraint con
        where con.contype = 'f' and con.conparentid = 0
            and con.conrelid in (select oid from pg_class where relpersistence in ('p', 'u'))
    ),
    serving as (
        select keys.oid
        from keys
        join pg_index idx on idx.indrelid = keys.conrelid
        where idx.indisvalid and idx.indisready
            and (select amname from pg_class c join pg_am a on a.oid = c.relam where c.oid = idx.indexrelid) in ('btree', 'hash')
            and idx.indnkeyatts >= keys.width
            and (
                select array_agg(number order by number)
                from unnest(string_to_array(idx.indkey::text, ' ')::int2[]) with ordinality as part (number, place)
                where place <= keys.width
            ) = (select array_agg(number order by number) from unnest(keys.conkey) as number)
            and not exists (
                select
                from unnest(string_to_array(idx.indcollation::text, ' ')::oid[]) with ordinality as part (own, place)
                join pg_attribute att on att.attrelid = keys.conrelid
                    and att.attnum = (string_to_array(idx.indkey::text, ' ')::int2[])[place]
                where place <= keys.width and own <> att.attcollation
            )
            and (
                idx.indpred is null
                or not exists (
                    select from regexp_matches(idx.indpred::text, '\\{([A-Z]+)', 'g') as node
                    where node[1] not in ('NULLTEST', 'VAR', 'BOOLEXPR')
                )
                and idx.indpred::text !~ ':nulltesttype 0|:boolop (or|not)'
                and not exists (
                    select from regexp_matches(idx.indpred::text, ':varattno (\\d+)', 'g') as attribute
                    where attribute[1]::int2 <> all (keys.conkey)
                )
            )
    )
    select (case when space.nspname = 'public' then '' else space.nspname || '.' end) || rel.relname || '.' || keys.conname
        || ' (' || (
            select string_agg(att.attname, ', ' order by place)
            from unnest(keys.conkey) with ordinality as part (number, place)
            join pg_attribute att on att.attrelid = keys.conrelid and att.attnum = number
        ) || '): ' || (case when keys.oid in (select oid from serving) then 'covered' else 'uncovered' end) as verdict
    from keys
    join pg_class rel on rel.oid = keys.conrelid
    join pg_namespace space on space.oid = rel.relnamespace`;

/** The verdicts in the order of their text. */
export async function keyVerdicts(client: Client): Promise<readonly string[]> {
    const { rows } = await client.query<{ verdict: string }>(verdicts);
    return rows.map(({ verdict }) => verdict).sort();
}
