#!/bin/sh
# Writes device.json for the machine it runs on: what a trace cannot tell about it. Some values need root; what cannot be read is left out.
#
#   sh describe-device.sh > device.json

# First line of a file; nothing when it cannot be read.
first_line() {
  [ -r "$1" ] && { read -r line < "$1" || [ -n "$line" ]; } 2> /dev/null && echo "$line"
}

entries=
add() {
  [ -n "$2" ] && entries="$entries,
  \"$1\": $2"
}

# Text as JSON; control characters do not occur in these files.
quoted() {
  [ -n "$1" ] && echo "\"$(echo "$1" | sed 's/[\\"]/\\&/g')\""
}

# Sum of a field of /proc/zoneinfo over all zones, in pages.
zone_sum() {
  sum=0
  while read -r name value rest; do
    [ "$name" = "$1" ] && sum=$((sum + value))
  done < /proc/zoneinfo
  [ "$sum" -gt 0 ] && echo "$sum"
}

name=$(getprop ro.product.model 2> /dev/null || first_line /sys/devices/virtual/dmi/id/product_name)
add name "$(quoted "${name:-$(uname -n)}")"
add kernel "$(quoted "$(uname -r)")"
add pageSize "$(getconf PAGESIZE 2> /dev/null)"

if [ -r /proc/zoneinfo ]; then
  add managedPages "$(zone_sum managed)"
  min=$(zone_sum min)
  low=$(zone_sum low)
  high=$(zone_sum high)
  [ -n "$min" ] && [ -n "$low" ] && [ -n "$high" ] && add watermarks "{ \"min\": $min, \"low\": $low, \"high\": $high }"
fi

add swappiness "$(first_line /proc/sys/vm/swappiness)"
add watermarkScaleFactor "$(first_line /proc/sys/vm/watermark_scale_factor)"
add watermarkBoostFactor "$(first_line /proc/sys/vm/watermark_boost_factor)"
add pageCluster "$(first_line /proc/sys/vm/page-cluster)"

# Bit 0 is the main switch of the multi-generational LRU; without the file there is none.
lru_gen=$(first_line /sys/kernel/mm/lru_gen/enabled)
if [ $((${lru_gen:-0} & 1)) -eq 1 ]; then add lru '"mglru"'; else add lru '"classic"'; fi

cpus=
for cpu in /sys/devices/system/cpu/cpu[0-9]*; do
  id=${cpu##*cpu}
  capacity=$(first_line "$cpu/cpu_capacity")
  max=$(first_line "$cpu/cpufreq/cpuinfo_max_freq")
  entry="{ \"id\": $id${capacity:+, \"capacity\": $capacity}${max:+, \"maxFreqKhz\": $max} }"
  cpus="$cpus${cpus:+, }$entry"
done
[ -n "$cpus" ] && add cpus "[ $cpus ]"

zram=/sys/block/${ZRAM:-zram0}
disksize=$(first_line "$zram/disksize")
# The algorithm in use stands in brackets.
algorithm=$(sed -n 's/.*\[\(.*\)\].*/\1/p' "$zram/comp_algorithm" 2> /dev/null)
[ "${disksize:-0}" != 0 ] && add zram "{ \"disksizeBytes\": $disksize${algorithm:+, \"algorithm\": \"$algorithm\"} }"

echo "{
  \"schema\": \"reclaimscope.device/1\"$entries
}"
