SET 'execution.buffer-timeout.enabled' = 'true';
SET 'execution.buffer-timeout.interval' = '0 ms';
SET 'execution.runtime-mode' = 'streaming';
SET 'parallelism.default' = '1';
SET 'pipeline.auto-watermark-interval' = '0 ms';
SET 'pipeline.name' = 'ctrbench-1';
SET 'table.dml-sync' = 'false';
SET 'table.exec.mini-batch.enabled' = 'false';
SET 'table.exec.source.idle-timeout' = '0 ms';
SET 'table.local-time-zone' = 'UTC';
SET 'table.optimizer.agg-phase-strategy' = 'ONE_PHASE';
CREATE TEMPORARY TABLE `ad_events` (
  `producer_id` STRING, `user_id` STRING, `page_id` STRING, `ad_id` STRING, `ad_type` STRING, `event_type` STRING,
  `event_time_ms` BIGINT, `producer_timestamp_ns` BIGINT, `ip_address` STRING,
  `event_time` AS TO_TIMESTAMP_LTZ(`event_time_ms`, 3),
  WATERMARK FOR `event_time` AS `event_time` - INTERVAL '120' SECOND(3)
) WITH (
  'connector' = 'kafka',
  'topic' = 'ad_events_topic',
  'properties.bootstrap.servers' = 'broker:9092',
  'properties.group.id' = 'ctrbench-1',
  'properties.commit.offsets.on.checkpoint' = 'false',
  'scan.startup.mode' = 'earliest-offset',
  'scan.topic-partition-discovery.interval' = '0',
  'scan.watermark.emit.strategy' = 'on-event',
  'format' = 'json',
  'json.ignore-parse-errors' = 'true',
  'json.fail-on-missing-field' = 'false'
);
CREATE TEMPORARY VIEW `ad_events_valid` AS SELECT * FROM `ad_events` WHERE `event_time` IS NOT NULL;
CREATE TEMPORARY TABLE `ctr_results` (
  `k` STRING, `window_start_ms` BIGINT, `window_end_ms` BIGINT, `views` BIGINT, `clicks` BIGINT, `ctr` DOUBLE,
  `max_producer_timestamp_ns` BIGINT, `key` STRING
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
SELECT CAST(`s` AS STRING), `s`, `s` + 1500, `views`, `clicks`,
       CAST(`clicks` AS DOUBLE) / NULLIF(`views`, CAST(0 AS BIGINT)), `max_ns`, `key`
FROM (SELECT UNIX_TIMESTAMP(DATE_FORMAT(TUMBLE_START(`event_time`, INTERVAL '1.500' SECOND(2, 3)), 'yyyy-MM-dd HH:mm:ss')) * 1000 + EXTRACT(MILLISECOND FROM TUMBLE_START(`event_time`, INTERVAL '1.500' SECOND(2, 3))) AS `s`,
             COUNT(*) FILTER (WHERE `event_type` = 'view') AS `views`,
             COUNT(*) FILTER (WHERE `event_type` = 'click') AS `clicks`,
             MAX(`producer_timestamp_ns`) AS `max_ns`, `producer_id` AS `key`
      FROM `ad_events_valid`
      GROUP BY TUMBLE(`event_time`, INTERVAL '1.500' SECOND(2, 3)), `producer_id`);
