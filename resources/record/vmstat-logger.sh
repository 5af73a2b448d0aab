#!/bin/sh
# Writes the counters that a replay needs as CSV, one row per sample, until it is killed or COUNT rows are written.
#
#   sh vmstat-logger.sh [PERIOD_S] [COUNT] > vmstat.csv        default: every 0.1 s, for ever
#
# Times are those of /proc/uptime, the boot clock: record the trace on the boot clock too. Plain POSIX shell and nothing but
# `sleep` is started per sample, so that it runs on a phone and disturbs little. zram counters: `ZRAM` names the device, default zram0.

period=${1:-0.1}
count=${2:--1}
mm_stat=/sys/block/${ZRAM:-zram0}/mm_stat

# Whether a line of /proc/vmstat is kept.
is_kept() {
  case $1 in
    nr_free_pages | nr_inactive_anon | nr_active_anon | nr_inactive_file | nr_active_file | nr_anon_pages | nr_swapcached) return 0 ;;
    pgsteal_* | pgscan_* | allocstall* | pswpin | pswpout | pgfault | pgmajfault | pgrotated | pgactivate | pgdeactivate | pageoutrun) return 0 ;;
    workingset_* | kswapd_* | swpin_zero | swpout_zero | compact_stall | oom_kill) return 0 ;;
  esac
  return 1
}

header=t
while read -r name value; do
  if is_kept "$name"; then header=$header,$name; fi
done < /proc/vmstat
if [ -r "$mm_stat" ]; then
  header=$header,zram_orig_data_size,zram_compr_data_size,zram_mem_used_total,zram_same_pages,zram_huge_pages
fi
echo "$header"

while [ "$count" -ne 0 ]; do
  read -r now rest < /proc/uptime
  row=$now
  while read -r name value; do
    if is_kept "$name"; then row=$row,$value; fi
  done < /proc/vmstat
  if [ -r "$mm_stat" ]; then
    # orig_data_size compr_data_size mem_used_total mem_limit mem_used_max same_pages pages_compacted huge_pages …
    read -r orig compr used limit peak same compacted huge rest < "$mm_stat"
    row=$row,$orig,$compr,$used,$same,$huge
  fi
  echo "$row"
  count=$((count - 1))
  [ "$count" -eq 0 ] || sleep "$period"
done
