-- Functions of bytes: hashes, Base64, prefixes, UNHEX, ELT, casts to fixed lengths.
CREATE TABLE edges (id INT, s STRING, t STRING, n INT, b BIGINT, d DOUBLE, dc DECIMAL(5, 2), dt DATE, ts TIMESTAMP(3),
  bo BOOLEAN, arr ARRAY<INT>, names ARRAY<STRING>, mp MAP<STRING, INT>, js STRING, `by` BYTES)
WITH ('connector' = 'filesystem', 'path' = '${inputs}/edges.json', 'format' = 'json');

SELECT id, MD5(`by`) AS md5, SHA256(`by`) AS sha256, SHA2(`by`, 224) AS sha224, TO_BASE64(`by`) AS base64, STARTSWITH(`by`, x'48') AS starts, ENDSWITH(`by`, `by`) AS ends, ENDSWITH(`by`, x'ff') AS ff,
  UNHEX('48656C6C6F') AS hello, UNHEX('414') AS odd, UNHEX(t) AS no_hex, ELT(n, `by`, x'00') AS chosen, CAST(s AS BINARY(8)) AS padded, CAST(s AS VARBINARY(3)) AS cut, DECODE(`by`, 'UTF-8') AS decoded
FROM edges;
