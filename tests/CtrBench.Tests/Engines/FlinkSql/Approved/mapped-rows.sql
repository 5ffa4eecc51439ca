SET 'execution.buffer-timeout.enabled' = 'true';
SET 'execution.buffer-timeout.interval' = '100 ms';
SET 'execution.checkpointing.interval' = '10000 ms';
SET 'execution.checkpointing.mode' = 'EXACTLY_ONCE';
SET 'execution.runtime-mode' = 'streaming';
SET 'parallelism.default' = '1';
SET 'pipeline.auto-watermark-interval' = '200 ms';
SET 'pipeline.name' = 'ctrbench-1';
SET 'table.dml-sync' = 'false';
SET 'table.exec.mini-batch.enabled' = 'false';
SET 'table.exec.source.idle-timeout' = '0 ms';
SET 'table.local-time-zone' = 'UTC';
SET 'table.optimizer.agg-phase-strategy' = 'TWO_PHASE';
CREATE TEMPORARY TABLE `ad_events` (
  `event_time` BIGINT,
  `event_time_` AS CASE WHEN `event_time` BETWEEN 0 AND 9223372036854775807 THEN TO_TIMESTAMP_LTZ(`event_time` / 1000000, 3) END,
  WATERMARK FOR `event_time_` AS `event_time_` - INTERVAL '20' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = 'ad_events_topic',
  'properties.bootstrap.servers' = 'broker:9092',
  'properties.group.id' = 'ctrbench-1',
  'properties.commit.offsets.on.checkpoint' = 'false',
  'scan.startup.mode' = 'earliest-offset',
  'scan.topic-partition-discovery.interval' = '0',
  'scan.watermark.emit.strategy' = 'on-periodic',
  'format' = 'json',
  'json.ignore-parse-errors' = 'true',
  'json.fail-on-missing-field' = 'false'
);
CREATE TEMPORARY VIEW `ad_events_valid` AS SELECT `event_time_` AS `event_time`, CAST(NULL AS BIGINT) AS `producer_timestamp_ns` FROM `ad_events` WHERE `event_time_` IS NOT NULL;
CREATE TEMPORARY TABLE `ctr_results` (
  `k` STRING, `window_start_ms` BIGINT, `window_end_ms` BIGINT, `views` BIGINT, `clicks` BIGINT, `ctr` DOUBLE,
  `max_producer_timestamp_ns` BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = 'ctr_results_topic',
  'properties.bootstrap.servers' = 'broker:9092',
  'properties.linger.ms' = '0',
  'key.format' = 'raw',
  'key.fields' = 'k',
  'value.format' = 'json',
  'value.fields-include' = 'EXCEPT_KEY',
  'sink.partitioner' = 'default',
  'sink.delivery-guarantee' = 'at-least-once'
);
INSERT INTO `ctr_results`
SELECT CAST(`s` AS STRING), `s`, `s` + 10000, `views`, `clicks`,
       CAST(`clicks` AS DOUBLE) / NULLIF(`views`, CAST(0 AS BIGINT)), `max_ns`
FROM (SELECT UNIX_TIMESTAMP(DATE_FORMAT(`window_start`, 'yyyy-MM-dd HH:mm:ss')) * 1000 AS `s`,
             COUNT(*) AS `views`,
             COUNT(*) FILTER (WHERE FALSE) AS `clicks`,
             MAX(`producer_timestamp_ns`) AS `max_ns`
      FROM TABLE(TUMBLE(TABLE `ad_events_valid`, DESCRIPTOR(`event_time`), INTERVAL '10' SECOND))
      GROUP BY `window_start`, `window_end`);
