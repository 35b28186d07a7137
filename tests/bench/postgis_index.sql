-- One of two indexes; read by peers.sh with `first` and `second` set.
create index rallies_near on rallies using gist (:first, :second);
create index meetings_near on meetings using gist (:first, :second);
create index convoys_near on convoys using gist (:first, :second);
vacuum analyze rallies;
vacuum analyze meetings;
vacuum analyze convoys;
